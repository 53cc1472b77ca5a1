import type { Database } from '@convene/db';
import type { Log } from './Log.ts';

/** How long the list of registered media servers is taken as it is. */
const FRESH_MS = 5_000;

/** A server's address as a page may connect to it: its WebSocket and the same over HTTP. */
function originsOf(url: string): string[] {
  const { protocol, host } = URL.parse(url) ?? {};
  if (host === undefined || host === '') return [];
  return protocol === 'https:' || protocol === 'wss:'
    ? [`wss://${host}`, `https://${host}`]
    : [`ws://${host}`, `http://${host}`];
}

/** Where pages may connect to besides this app: the registered media servers, read again every few seconds. */
export class MediaOrigins {
  readonly #db: Pick<Database, 'servers'>;
  readonly #log: Log;
  #origins: readonly string[] = [];
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor({ db, log }: { db: Pick<Database, 'servers'>; log: Log }) {
    this.#db = db;
    this.#log = log;
  }

  /**
   * The origins; with the database down, those that were known before. A stale list is waited for: a page that does
   * not name a server which registered meanwhile could not join a meeting there. An empty one is never fresh: right
   * after the start the first media server is about to register.
   */
  async current(now: number): Promise<readonly string[]> {
    if (this.#origins.length === 0 || now - this.#readAt > FRESH_MS) {
      this.#reading ??= this.#read(now).finally(() => (this.#reading = undefined));
      await this.#reading;
    }
    return this.#origins;
  }

  /** Never rejects. */
  async #read(now: number): Promise<void> {
    // Set before, and also when it fails: with the database down only one page in a while waits for it.
    this.#readAt = now;
    try {
      const servers = await this.#db.servers.list();
      this.#origins = [...new Set(servers.flatMap(({ url }) => originsOf(url)))].sort();
    } catch (error) {
      this.#log.warn('media servers could not be listed', { error });
    }
  }
}
