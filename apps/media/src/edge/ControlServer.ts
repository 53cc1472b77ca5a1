import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ControlCaller,
  HorizontalError,
  LocalConnection,
  MediasoupHost,
  type RemoteContext,
  remoteRouter,
} from '@convene/horizontal';
import { type Limits, wireLimits } from '@convene/protocol';
import { TRPCError } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import type { types } from 'mediasoup';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { comesInClear } from './comesInClear.ts';
import { sameSecret } from './operatorAccess.ts';
import { refuseUpgrade } from './refuseUpgrade.ts';

export const CONTROL_PATH = '/control';

const BUFFER_CHECK_MS = 250;
/** Programs that control a server are few; those that have not shown the key yet count too. */
const MOST_SOCKETS = 64;

/** It travels in the first frame, never in the URL. */
const Params = z.object({ authorization: z.string() });

export type ControlServerOptions = {
  readonly key: string;
  /** Where pipes from other hosts arrive. */
  readonly pipeListenInfo: types.TransportListenInfo | undefined;
  readonly limits: Limits;
  readonly log: Log;
};

/**
 * The WebSocket of programs that control this server's mediasoup with `@convene/horizontal` (002-5, 002-13): only where
 * an operator has set a key. Made before the workers are, because mediasoup tells only of those that come after.
 */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #instance = new LocalConnection();
  readonly #host: MediasoupHost;
  readonly #webSockets = new WebSocketServer({ noServer: true, maxPayload: wireLimits.linkMessageBytes });
  readonly #scope = new Scope();
  /** Sockets that have not shown the key yet. */
  readonly #strangers = new Set<WebSocket>();

  constructor(options: ControlServerOptions) {
    const { limits, log, pipeListenInfo } = options;
    this.#options = options;
    this.#host = new MediasoupHost({ graceMs: limits.linkGraceMs, log });
    const caller: ControlCaller = {
      grant: 'control',
      key: 'control',
      instance: this.#instance,
      ...(pipeListenInfo === undefined ? {} : { pipeListenInfo }),
    };
    // Before tRPC's own listener, which asks for the context.
    this.#webSockets.on('connection', (socket) => this.#accept(socket));
    applyWSSHandler({
      wss: this.#webSockets,
      router: remoteRouter,
      createContext: ({ res, info }): RemoteContext => {
        this.#requireKey(info.connectionParams);
        this.#strangers.delete(res);
        return { mediasoup: { host: this.#host, caller } };
      },
      keepAlive: { enabled: true, pingMs: limits.socketPingMs, pongWaitMs: limits.socketPongMs },
      // Horizontal logs what it refuses, and so does this class.
      onError: () => {},
    });
    this.#scope.interval(BUFFER_CHECK_MS, () => {
      for (const socket of this.#webSockets.clients) this.#checkBuffer(socket);
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { remoteAddress: address } = request.socket;
    if (comesInClear(request)) {
      this.#options.log.warn('control refused', { reason: 'notEncrypted', address });
      refuseUpgrade(socket, '403 Forbidden');
    } else if (this.#webSockets.clients.size >= MOST_SOCKETS) {
      this.#options.log.warn('control refused', { reason: 'tooManyConnections', address });
      refuseUpgrade(socket, '503 Service Unavailable');
    } else {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#webSockets.emit('connection', webSocket, request);
      });
    }
  }

  close(): void {
    this.#scope.close();
    this.#host.close();
    this.#instance.close();
    for (const socket of this.#webSockets.clients) socket.terminate();
    this.#webSockets.close();
  }

  /** Who says nothing is not waited for. */
  #accept(socket: WebSocket): void {
    this.#strangers.add(socket);
    const timer = setTimeout(() => {
      if (!this.#strangers.has(socket)) return;
      this.#options.log.warn('control refused', { reason: 'silent' });
      socket.terminate();
    }, this.#options.limits.linkCallMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#strangers.delete(socket);
    });
  }

  /** There is no backpressure in tRPC. What a session has made stays for `linkGraceMs`. */
  #checkBuffer(socket: WebSocket): void {
    if (socket.bufferedAmount <= wireLimits.linkBufferedBytes) return;
    this.#options.log.warn('control reads too slowly', { bufferedBytes: socket.bufferedAmount });
    socket.terminate();
  }

  /** @throws TRPCError whose message begins with the code, by which the other side knows it */
  #requireKey(params: unknown): void {
    const given = Params.safeParse(params).data?.authorization;
    if (given !== undefined && sameSecret(given, `Bearer ${this.#options.key}`)) return;
    this.#options.log.warn('control refused', { reason: 'key' });
    const { message } = new HorizontalError('unauthorized', 'no key, or not this one');
    throw new TRPCError({ code: 'UNAUTHORIZED', message });
  }
}
