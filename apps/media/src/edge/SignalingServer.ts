import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, ConnectionParams, type Limits, wireLimits } from '@convene/protocol';
import { checkLimits } from '@convene/protocol/check';
import { type SignalingContext, signalingRouter } from '@convene/signaling';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { Peer } from '../room/Peer.ts';
import type { Rooms } from '../room/Rooms.ts';
import { AddressLimit } from './AddressLimit.ts';
import { ClientSocket } from './ClientSocket.ts';
import { isLoopbackAddress } from './operatorAccess.ts';
import { RefusedPeer } from './RefusedPeer.ts';
import { refuseUpgrade, upgradePath } from './refuseUpgrade.ts';
import type { TokenVerifier } from './TokenVerifier.ts';

const PATH = '/signaling';
const BUFFER_CHECK_MS = 250;

export type SignalingServerOptions = {
  readonly rooms: Rooms;
  readonly verifier: TokenVerifier;
  readonly limits: Limits;
  readonly log: Log;
  /** Origins of the web app; a request without one comes from no browser, and is let in. */
  readonly webOrigins: readonly string[];
  /** The web app forwards browsers' sockets and names their addresses. */
  readonly isForwarded: boolean;
  readonly maxSocketsPerAddress: number;
  readonly maxLobbyPeersPerAddress: number;
  readonly isClosing: () => boolean;
};

/** The WebSocket of browsers (DESIGN §4): who may connect, and which peer a socket carries. */
export class SignalingServer {
  readonly #options: SignalingServerOptions;
  readonly #webSockets: WebSocketServer;
  readonly #clients = new Map<WebSocket, ClientSocket>();
  readonly #scope = new Scope();
  readonly #sockets: AddressLimit;
  readonly #lobbyPeers: AddressLimit;
  readonly #checks = new AddressLimit(checkLimits.perAddress);
  #openChecks = 0;

  constructor(options: SignalingServerOptions) {
    this.#options = options;
    this.#sockets = new AddressLimit(options.maxSocketsPerAddress);
    this.#lobbyPeers = new AddressLimit(options.maxLobbyPeersPerAddress);
    this.#webSockets = new WebSocketServer({ noServer: true, maxPayload: wireLimits.signalingMessageBytes });
    // Before tRPC's own listener, which asks for the context.
    this.#webSockets.on('connection', (socket, request) => this.#accept(socket, request));
    applyWSSHandler({
      wss: this.#webSockets,
      router: signalingRouter,
      createContext: async ({ res, info }) => this.#createContext(res, info.connectionParams),
      maxBatchSize: wireLimits.requestBurst,
      keepAlive: {
        enabled: true,
        pingMs: options.limits.socketPingMs,
        pongWaitMs: options.limits.socketPongMs,
      },
      onError: ({ error, path }) => {
        if (error.cause instanceof AppError && error.cause.code !== 'internal') return;
        if (error.code === 'INTERNAL_SERVER_ERROR') options.log.error('request failed', { path, error });
      },
    });
    this.#scope.interval(BUFFER_CHECK_MS, () => {
      for (const client of this.#clients.values()) client.checkBuffer();
    });
  }

  get sockets(): number {
    return this.#clients.size;
  }

  /** Takes over an HTTP connection that asks for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A connection that breaks during the handshake must not end the process.
    socket.on('error', () => socket.destroy());
    const { origin } = request.headers;
    if (upgradePath(request) !== PATH) refuseUpgrade(socket, '404 Not Found');
    else if (origin !== undefined && !this.#options.webOrigins.includes(origin)) {
      this.#options.log.warn('origin refused, because WEB_ORIGIN does not name it', { origin });
      refuseUpgrade(socket, '403 Forbidden');
    } else {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#webSockets.emit('connection', webSocket, request);
      });
    }
  }

  close(): void {
    this.#scope.close();
    for (const socket of this.#clients.keys()) socket.terminate();
    this.#webSockets.close();
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const { socketPingMs, socketPongMs } = this.#options.limits;
    const address = addressOf(request, this.#options.isForwarded);
    const client = new ClientSocket(socket, {
      address,
      helloMs: socketPingMs + socketPongMs,
      log: this.#options.log,
    });
    this.#clients.set(socket, client);
    client.onClose(() => this.#clients.delete(socket));
    const release = this.#sockets.take(address);
    if (release === undefined) client.refuse(AppError.tooManyConnections(this.#sockets.limit));
    else client.onClose(release);
  }

  async #createContext(socket: WebSocket, params: unknown): Promise<SignalingContext> {
    const client = this.#clients.get(socket);
    try {
      if (client === undefined || client.isRefused) throw AppError.tooManyConnections(this.#sockets.limit);
      const peer = await this.#findPeer(client, params);
      return { peer: client.carry(peer) };
    } catch (error) {
      const reason = AppError.from(error);
      client?.refuse(reason);
      return { peer: new RefusedPeer(reason) };
    }
  }

  /** @throws AppError unauthorized, tokenExpired, resumeFailed, serverClosing, tooManyConnections */
  async #findPeer(client: ClientSocket, params: unknown): Promise<Peer> {
    const { rooms, verifier, isClosing } = this.#options;
    const parsed = ConnectionParams.safeParse(params);
    if (!parsed.success) throw AppError.unauthorized('connectionParams');
    if (isClosing()) throw AppError.serverClosing();
    if ('resumeToken' in parsed.data) {
      const peer = rooms.resume(parsed.data.resumeToken);
      if (peer === undefined) throw AppError.resumeFailed();
      return peer;
    }
    const claims = await verifier.verify(parsed.data.token);
    if (isClosing()) throw AppError.serverClosing();
    const release = this.#lobbyPeers.take(client.address);
    if (release === undefined) throw AppError.tooManyConnections(this.#lobbyPeers.limit);
    return rooms.enter(claims, {
      onLobbyLeft: release,
      takeCheck: () => this.#takeCheck(client.address),
    });
  }

  /** One check more of this address, where it and the server have not too many open. */
  #takeCheck(address: string): (() => void) | undefined {
    if (this.#openChecks >= checkLimits.perServer) return undefined;
    const release = this.#checks.take(address);
    if (release === undefined) return undefined;
    this.#openChecks += 1;
    return () => {
      this.#openChecks -= 1;
      release();
    };
  }
}

/** The client's address: the socket's own, or the one that the web app on this machine names. */
function addressOf({ socket, headers }: IncomingMessage, isForwarded: boolean): string {
  const own = socket.remoteAddress ?? '';
  const named = headers['x-forwarded-for'];
  return isForwarded && isLoopbackAddress(own) && typeof named === 'string' ? named : own;
}
