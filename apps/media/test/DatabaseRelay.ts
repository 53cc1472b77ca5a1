import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a server and its Postgres, so that a test can take the database away and give it back. */
export class DatabaseRelay {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #state: { open: boolean };

  private constructor(parts: {
    url: string;
    server: Server;
    sockets: Set<Socket>;
    state: { open: boolean };
  }) {
    this.url = parts.url;
    this.#server = parts.server;
    this.#sockets = parts.sockets;
    this.#state = parts.state;
  }

  static async start(databaseUrl: string): Promise<DatabaseRelay> {
    const target = new URL(databaseUrl);
    const sockets = new Set<Socket>();
    const state = { open: true };
    const server = createServer((client) => {
      if (!state.open) {
        client.destroy();
        return;
      }
      const upstream = connect(Number(target.port), target.hostname);
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream).pipe(client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    return new DatabaseRelay({ url: url.href, server, sockets, state });
  }

  /** All connections break, and no new one comes about. */
  cut(): void {
    this.#state.open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#state.open = true;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
