import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { HorizontalError } from '@convene/horizontal';
import { AppError, closeCodeOf, type Limits, type ServerId, SUPERSEDED, wireLimits } from '@convene/protocol';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LinkService, ServerStart } from '../cluster/linkPorts.ts';
import type { LinkVerifier } from '../cluster/LinkVerifier.ts';
import type { PeerGrant } from '../cluster/PeerGrant.ts';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { comesInClear } from './comesInClear.ts';
import { type LinkContext, linkRouter, refusedContext } from './linkRouter.ts';
import { refuseUpgrade } from './refuseUpgrade.ts';

export const LINK_PATH = '/link';

/** Time for the last answer to go out before a socket is closed, and for the closing handshake after it. */
const LAST_WORDS_MS = 250;
const HANDSHAKE_MS = 1_000;
const BUFFER_CHECK_MS = 250;
/** Sockets that have not shown a credential yet. */
const MOST_STRANGERS = 64;

export type LinkServerOptions = {
  readonly verifier: Pick<LinkVerifier, 'verify'>;
  readonly service: LinkService;
  readonly grant: Pick<PeerGrant, 'host' | 'callerOf' | 'end'>;
  readonly limits: Limits;
  readonly log: Log;
  readonly isClosing: () => boolean;
};

type Caller = ServerStart & { readonly socket: WebSocket };

/** The WebSocket of other media servers (DESIGN §5, §7): who may link to this one, each with one socket. */
export class LinkServer {
  readonly #options: LinkServerOptions;
  readonly #log: Log;
  readonly #webSockets: WebSocketServer;
  readonly #strangers = new Set<WebSocket>();
  readonly #callers = new Map<ServerId, Caller>();
  readonly #scope = new Scope();

  constructor(options: LinkServerOptions) {
    const { log, limits } = options;
    this.#options = options;
    this.#log = log;
    this.#webSockets = new WebSocketServer({ noServer: true, maxPayload: wireLimits.linkMessageBytes });
    // Before tRPC's own listener, which asks for the context.
    this.#webSockets.on('connection', (socket) => this.#accept(socket));
    applyWSSHandler({
      wss: this.#webSockets,
      router: linkRouter,
      createContext: async ({ res, info }) => this.#createContext(res, info.connectionParams),
      keepAlive: { enabled: true, pingMs: limits.heartbeatMs, pongWaitMs: limits.linkCallMs },
      onError: ({ error, path, ctx }) => this.#callFailed(error, path, ctx),
    });
    this.#scope.interval(BUFFER_CHECK_MS, () => {
      for (const caller of this.#callers.values()) this.#checkBuffer(caller);
    });
  }

  /** Takes over an HTTP connection that asks for a link. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { remoteAddress: address } = request.socket;
    if (comesInClear(request)) {
      this.#log.warn('link refused', { reason: 'notEncrypted', address });
      refuseUpgrade(socket, '403 Forbidden');
    } else if (this.#strangers.size >= MOST_STRANGERS) {
      this.#log.warn('link refused', { reason: 'tooManyConnections', address });
      refuseUpgrade(socket, '503 Service Unavailable');
    } else {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#webSockets.emit('connection', webSocket, request);
      });
    }
  }

  close(): void {
    this.#scope.close();
    for (const socket of this.#webSockets.clients) socket.terminate();
    this.#webSockets.close();
  }

  #accept(socket: WebSocket): void {
    this.#strangers.add(socket);
    const timer = setTimeout(() => {
      if (this.#strangers.has(socket)) socket.terminate();
    }, this.#options.limits.linkCallMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#strangers.delete(socket);
    });
    // tRPC answers what it cannot read; here it is said who sent it.
    socket.on('error', (error) => this.#log.warn('link socket failed', { error }));
  }

  async #createContext(socket: WebSocket, params: unknown): Promise<LinkContext> {
    const { verifier, service, grant, isClosing } = this.#options;
    try {
      if (isClosing()) throw AppError.serverClosing();
      const caller = await verifier.verify(params);
      this.#admit(caller, socket);
      const mediasoup = { host: grant.host, caller: grant.callerOf(caller) };
      return { state: 'accepted', caller, service, mediasoup };
    } catch (reason) {
      const error = AppError.from(reason);
      this.#log.warn('link refused', { code: error.code, ...error.details, cause: error.cause });
      endSocket(socket, closeCodeOf(error.code), error.code);
      return refusedContext(error);
    }
  }

  /** @throws AppError unauthorized, for a socket of a start of the server that is over */
  #admit(caller: ServerStart, socket: WebSocket): void {
    const { serverId, epoch } = caller;
    const former = this.#callers.get(serverId);
    if (former !== undefined && epoch < former.epoch) throw AppError.unauthorized('staleEpoch');
    // A younger start, or the same one, which has lost its socket before this side has.
    if (former !== undefined) endSocket(former.socket, SUPERSEDED, 'superseded');
    if (former !== undefined && epoch > former.epoch) this.#options.grant.end(former);
    this.#strangers.delete(socket);
    // It broke while its credential was checked.
    if (socket.readyState !== socket.OPEN) return;
    this.#callers.set(serverId, { ...caller, socket });
    const disconnected = this.#options.service.callerConnected(caller);
    this.#log.info('link accepted', { serverId, epoch });
    socket.once('close', (code: number) => {
      if (this.#callers.get(serverId)?.socket === socket) this.#callers.delete(serverId);
      disconnected();
      this.#log.info('link closed by caller', { serverId, epoch, code });
    });
  }

  /** There is no backpressure in tRPC: a server that reads too slowly is let go, and mirrors all anew (DESIGN §6). */
  #checkBuffer({ socket, serverId }: Caller): void {
    if (socket.bufferedAmount <= wireLimits.linkBufferedBytes) return;
    this.#log.warn('link reads too slowly', { serverId, bufferedBytes: socket.bufferedAmount });
    socket.terminate();
  }

  #callFailed(error: Error, path: string | undefined, ctx: LinkContext | undefined): void {
    const { cause } = error;
    // The host logs what it refuses itself, and the end of a session is no refusal.
    if (ctx?.state === 'refused' || cause instanceof HorizontalError) return;
    const fields = cause instanceof AppError ? { code: cause.code, ...cause.details } : { error };
    this.#log.warn('link call refused', { path, serverId: ctx?.caller.serverId, ...fields });
  }
}

function endSocket(socket: WebSocket, code: number, reason: string): void {
  setTimeout(() => {
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), HANDSHAKE_MS).unref();
  }, LAST_WORDS_MS).unref();
}
