import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import next from 'next';
import type { Pages } from './Pages.ts';

const APP_DIR = join(import.meta.dirname, '../..');

/** The pages that `next build` made, or (`dev`) that are compiled when they are asked for. */
export class NextPages implements Pages {
  /**
   * Next listens for the upgrades of the server that it is given; without one it takes the server of its first request,
   * and then meddles with the WebSockets of media servers. This one never listens: it only brings Next its own.
   */
  readonly #upgrades = createServer();
  readonly #app: ReturnType<typeof next>;
  #ready = false;

  /** `hostname`: the one under which the pages are opened; in development mode Next serves no other. */
  constructor({ dev, hostname }: { dev: boolean; hostname: string }) {
    this.#app = next({ dev, hostname, dir: APP_DIR, httpServer: this.#upgrades });
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** @throws when there is no build. */
  async prepare(): Promise<void> {
    await this.#app.prepare();
    this.#ready = true;
  }

  handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    return this.#app.getRequestHandler()(req, res);
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#upgrades.emit('upgrade', req, socket, head)) socket.destroy();
  }

  close(): Promise<void> {
    return this.#app.close();
  }
}
