import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type Target = { readonly hostname: string; readonly port: string };
type RelayState = { now: 'open' | 'cut' | 'stalled' };

/** Stands before a TCP server (a Postgres, another media server), so that a test can take it away and give it back. */
export class TcpRelay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #upstreams: Set<Socket>;
  readonly #state: RelayState;

  private constructor(parts: {
    server: Server;
    sockets: Set<Socket>;
    upstreams: Set<Socket>;
    state: RelayState;
  }) {
    // A server that listens on a TCP port has such an address.
    this.port = (parts.server.address() as AddressInfo).port;
    this.#upstreams = parts.upstreams;
    this.#server = parts.server;
    this.#sockets = parts.sockets;
    this.#state = parts.state;
  }

  /** `target` is asked for at each connection; while it has none, connections break. */
  static async start(target: () => Target | undefined): Promise<TcpRelay> {
    const sockets = new Set<Socket>();
    const upstreams = new Set<Socket>();
    const state: RelayState = { now: 'open' };
    const server = createServer((client) => {
      const to = target();
      if (state.now === 'cut' || to === undefined) {
        client.destroy();
        return;
      }
      const upstream = connect(Number(to.port), to.hostname);
      upstreams.add(upstream);
      upstream.on('close', () => upstreams.delete(upstream));
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      if (state.now === 'open') client.pipe(upstream).pipe(client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpRelay({ server, sockets, upstreams, state });
  }

  /** The same URL, by way of the relay. */
  through(url: string): string {
    const relayed = new URL(url);
    relayed.hostname = '127.0.0.1';
    relayed.port = String(this.port);
    return relayed.href;
  }

  /** All connections break, and no new one comes about. */
  cut(): void {
    this.#state.now = 'cut';
    this.#breakAll();
  }

  /** Connections stand, and nothing comes through them. */
  stall(): void {
    this.#state.now = 'stalled';
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** What is asked is done, and its answer gets lost. */
  loseAnswers(): void {
    this.#state.now = 'stalled';
    for (const upstream of this.#upstreams) upstream.unpipe().pause();
  }

  mend(): void {
    this.#state.now = 'open';
    this.#breakAll();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
