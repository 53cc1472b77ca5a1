import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import type { types } from 'mediasoup';
import { WebSocketServer } from 'ws';
import * as z from 'zod';
import { HorizontalError } from '../HorizontalError.ts';
import { MediasoupHost } from '../host/MediasoupHost.ts';
import type { RemoteCaller } from '../host/RemoteCaller.ts';
import { type Log, noLog } from '../Log.ts';
import type { MediasoupConnection } from '../MediasoupConnection.ts';
import { type RemoteContext, remoteRouter, toTrpcError } from './remoteRouter.ts';

const PATH = '/mediasoup';
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const PING = { enabled: true, pingMs: 5_000, pongWaitMs: 5_000 } as const;
const LOOPBACK_ADDRESSES: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
/** A key that could be guessed is none. */
const LEAST_KEY_LENGTH = 32;

export type ServeMediasoupOptions = {
  readonly instance: MediasoupConnection;
  /** Whoever shows it may do everything with this mediasoup. */
  readonly key: string;
  /** Off loopback only with `tls`: the key, and all that it lets in, would be read on the way. */
  readonly address?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly port?: number;
  readonly graceMs: number;
  /** Where pipes from other hosts arrive; loopback, if not given. */
  readonly pipeListenInfo?: types.TransportListenInfo;
  readonly log?: Log;
};

export type MediasoupServer = {
  readonly host: MediasoupHost;
  readonly url: string;
  close(): Promise<void>;
};

/** It travels in the first frame, never in the URL. */
const ConnectionParams = z.object({ authorization: z.string().startsWith('Bearer ') });

/** Lets who has the key control a mediasoup from afar: `connectMediasoup` is the other side. */
export async function serveMediasoup(options: ServeMediasoupOptions): Promise<MediasoupServer> {
  const {
    instance,
    key,
    address = '127.0.0.1',
    port = 0,
    graceMs,
    pipeListenInfo,
    tls,
    log = noLog,
  } = options;
  if (key.length < LEAST_KEY_LENGTH)
    throw new RangeError(`a key has at least ${LEAST_KEY_LENGTH} characters`);
  if (tls === undefined && !LOOPBACK_ADDRESSES.has(address)) throw new RangeError(`${address} needs TLS`);
  const host = new MediasoupHost({ graceMs, log });
  const caller: RemoteCaller = { grant: 'control', key: 'control', instance, pipeListenInfo };
  const answer: RequestListener = (_request, response) => response.writeHead(404).end();
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  const webSockets = new WebSocketServer({
    server,
    path: PATH,
    maxPayload: MAX_MESSAGE_BYTES,
    // tRPC makes a URL of path and host, and throws where nobody catches when they are none.
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      URL.canParse(req.url ?? '', `http://${req.headers.host}`),
  });
  applyWSSHandler({
    wss: webSockets,
    router: remoteRouter,
    keepAlive: PING,
    createContext: ({ info }): RemoteContext => {
      const params = ConnectionParams.safeParse(info.connectionParams);
      if (params.success && isSame(params.data.authorization, `Bearer ${key}`))
        return { mediasoup: { host, caller } };
      log.warn('refused', { code: 'unauthorized' });
      throw toTrpcError(new HorizontalError('unauthorized', 'no key, or not this one'));
    },
  });
  await listen(server, port, address);
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('not listening on a port');
  return {
    host,
    url: `${tls === undefined ? 'ws' : 'wss'}://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}${PATH}`,
    close: async () => {
      host.close();
      for (const socket of webSockets.clients) socket.terminate();
      webSockets.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Takes as long for a wrong one as for the right one. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

async function listen(server: Server, port: number, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
