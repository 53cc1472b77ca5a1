import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import next from 'next';
import type { Pages } from './Pages.ts';

const APP_DIR = join(import.meta.dirname, '../..');

/** The pages that `next build` made, or (`dev`) that are compiled when they are asked for. */
export class NextPages implements Pages {
  readonly #app: ReturnType<typeof next>;
  #ready = false;

  constructor({ dev }: { dev: boolean }) {
    this.#app = next({ dev, dir: APP_DIR });
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

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    return this.#app.getUpgradeHandler()(req, socket, head);
  }

  close(): Promise<void> {
    return this.#app.close();
  }
}
