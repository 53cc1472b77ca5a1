import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type RelayState = { now: 'open' | 'cut' | 'stalled' };

/** Stands between a server and its Postgres, so that a test can take the database away and give it back. */
export class DatabaseRelay {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #upstreams: Set<Socket>;
  readonly #state: RelayState;

  private constructor(parts: {
    url: string;
    server: Server;
    sockets: Set<Socket>;
    upstreams: Set<Socket>;
    state: RelayState;
  }) {
    this.url = parts.url;
    this.#upstreams = parts.upstreams;
    this.#server = parts.server;
    this.#sockets = parts.sockets;
    this.#state = parts.state;
  }

  static async start(databaseUrl: string): Promise<DatabaseRelay> {
    const target = new URL(databaseUrl);
    const sockets = new Set<Socket>();
    const upstreams = new Set<Socket>();
    const state: RelayState = { now: 'open' };
    const server = createServer((client) => {
      if (state.now === 'cut') {
        client.destroy();
        return;
      }
      const upstream = connect(Number(target.port), target.hostname);
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
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    return new DatabaseRelay({ url: url.href, server, sockets, upstreams, state });
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
