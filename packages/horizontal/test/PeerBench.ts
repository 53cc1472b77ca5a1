import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import type { types } from 'mediasoup';
import { WebSocketServer } from 'ws';
import {
  HorizontalError,
  MediasoupHost,
  type PeerCaller,
  RemoteConnection,
  type RemoteContext,
  remoteRouter,
  type RemoteProcedures,
  TrpcChannel,
} from '../src/index.ts';
import type { CallsInput } from '../src/remote/messages.ts';
import { RawSession } from './RawSession.ts';
import { TcpRelay } from './relay/index.ts';
import { RecordingLog } from './RecordingLog.ts';
import { RouterBench } from './RouterBench.ts';
import { waitUntil } from './waitFor.ts';

/** As a media server has them: the remote protocol beside procedures of its own. */
const t = initTRPC.context<RemoteContext & { readonly caller: string }>().create();
const linkRouter = t.router({ mediasoup: remoteRouter, whoAmI: t.procedure.query(({ ctx }) => ctx.caller) });

const CALL_MS = 5_000;
const GRACE_MS = 3_000;

/** Two servers in one process: routers on both, and a link by which one has pipes to routers of the other. */
export class PeerBench {
  readonly routers = new RouterBench();
  readonly log = new RecordingLog();
  readonly host: MediasoupHost;
  /** Routers that are the caller's business. */
  readonly shared = new Map<string, types.Router>();
  readonly relay: TcpRelay;
  readonly #closing: (() => void)[] = [];

  readonly #graceMs: number;

  private constructor(relay: TcpRelay, graceMs: number) {
    this.relay = relay;
    this.#graceMs = graceMs;
    this.host = new MediasoupHost({ graceMs, log: this.log });
  }

  static async start({ graceMs = GRACE_MS } = {}): Promise<PeerBench> {
    const server = createServer();
    const webSockets = new WebSocketServer({ server });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // It listens on a port.
    const relay = await TcpRelay.start(() => ({ hostname: '127.0.0.1', port }));
    const bench = new PeerBench(relay, graceMs);
    applyWSSHandler({
      wss: webSockets,
      router: linkRouter,
      createContext: ({ info }) => {
        const caller = String(info.connectionParams?.['caller']);
        return { caller, mediasoup: { host: bench.host, caller: bench.#caller(caller) } };
      },
    });
    bench.#closing.push(() => {
      for (const socket of webSockets.clients) socket.terminate();
      server.close();
    });
    return bench;
  }

  async connect(caller = 'b', { graceMs = this.#graceMs, callMs = CALL_MS } = {}): Promise<RemoteConnection> {
    const channel = new TrpcChannel(this.#procedures(caller));
    return await RemoteConnection.open({ name: 'a', channel, graceMs, callMs, log: this.log });
  }

  /** A session without any of our client's care. */
  async rawSession(caller: string): Promise<{ sessionId: string; raw: RawSession }> {
    const sessionId = randomUUID();
    const raw = new RawSession(this.#procedures(caller), sessionId);
    await waitUntil('the session', () => raw.isReady);
    return { sessionId, raw };
  }

  async sendAs(caller: string, input: CallsInput): Promise<void> {
    await this.#procedures(caller).calls.mutate(input);
  }

  #procedures(caller: string): RemoteProcedures {
    const socket = createWSClient({
      url: `ws://127.0.0.1:${this.relay.port}`,
      connectionParams: () => ({ caller }),
      retryDelayMs: () => 20,
    });
    const client = createTRPCClient<typeof linkRouter>({ links: [wsLink({ client: socket })] });
    this.#closing.push(() => void socket.close());
    return client.mediasoup;
  }

  async close(): Promise<void> {
    this.host.close();
    for (const close of this.#closing.reverse()) close();
    this.relay.close();
    await this.routers.close();
  }

  #caller(key: string): PeerCaller {
    return {
      grant: 'peer',
      key,
      requireRouter: (routerId) => {
        const router = this.shared.get(routerId);
        if (router === undefined) throw new HorizontalError('notFound', `router ${routerId}`);
        return router;
      },
      pipeTransportOptions: () => ({
        listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
        enableSrtp: true,
        enableRtx: true,
      }),
      appDataOf: (producerId) => ({ of: producerId }),
    };
  }
}
