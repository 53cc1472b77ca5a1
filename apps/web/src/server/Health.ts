import type { ServerResponse } from 'node:http';
import type { Database } from '@convene/db';
import { answerJson } from './answers.ts';
import type { Pages } from './Pages.ts';

/** `/healthz`: whether people can use this web app now. */
export class Health {
  readonly #db: Pick<Database, 'servers' | 'trouble'>;
  readonly #pages: Pages;
  #asking: Promise<boolean> | undefined;

  constructor({ db, pages }: { db: Pick<Database, 'servers' | 'trouble'>; pages: Pages }) {
    this.#db = db;
    this.#pages = pages;
  }

  async handle(res: ServerResponse): Promise<void> {
    // However many ask at once, the database is asked once.
    this.#asking ??= this.#databaseAnswers().finally(() => (this.#asking = undefined));
    const database = await this.#asking;
    const { ready } = this.#pages;
    answerJson(res, ready && database ? 200 : 503, {
      pages: ready ? 'ready' : 'starting',
      database: database ? this.#readState : 'unavailable',
    });
  }

  /** With a full disk it reads: pages, meetings and who sits where. */
  get #readState(): 'ready' | 'diskFull' {
    return this.#db.trouble() === 'databaseDiskFull' ? 'diskFull' : 'ready';
  }

  async #databaseAnswers(): Promise<boolean> {
    try {
      await this.#db.servers.list();
      return true;
    } catch {
      return false;
    }
  }
}
