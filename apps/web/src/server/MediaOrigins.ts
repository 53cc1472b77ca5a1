import type { Database } from '@convene/db';
import type { ServerId } from '@convene/protocol';
import type { Log } from './Log.ts';

/** After a failure the database is left alone for this long: else each page would wait for its deadline. */
const RETRY_MS = 5_000;

/** A server's address as a page may connect to it: its WebSocket and the same over HTTP. */
function originsOf(url: string): string[] {
  const { protocol, host } = URL.parse(url) ?? {};
  if (host === undefined || host === '') return [];
  return protocol === 'https:' || protocol === 'wss:'
    ? [`wss://${host}`, `https://${host}`]
    : [`ws://${host}`, `http://${host}`];
}

/** The registered media servers: where pages may connect to besides this app, and where they are forwarded. */
export class MediaOrigins {
  readonly #db: Pick<Database, 'servers'>;
  readonly #log: Log;
  #known: readonly string[] = [];
  #urls: ReadonlyMap<ServerId, string> = new Map();
  #retryAt = -Infinity;
  #reads: Promise<void> = Promise.resolve();
  #isReadWaiting = false;

  constructor({ db, log }: { db: Pick<Database, 'servers'>; log: Log }) {
    this.#db = db;
    this.#log = log;
  }

  /** As they were read last. */
  get known(): readonly string[] {
    return this.#known;
  }

  /**
   * As they are now, for a page: one that does not name a server which has just registered could never join a meeting
   * there. With the database down, those that were known before.
   */
  async current(now: number): Promise<readonly string[]> {
    // A read that has begun may have missed what was registered since; one that waits its turn is shared.
    if (!this.#isReadWaiting) {
      this.#isReadWaiting = true;
      this.#reads = this.#readAfter(this.#reads, now);
    }
    await this.#reads;
    return this.#known;
  }

  /** The address of a registered server. */
  async urlOf(serverId: ServerId, now: number): Promise<string | undefined> {
    await this.current(now);
    return this.#urls.get(serverId);
  }

  /** Never rejects. */
  async #readAfter(before: Promise<void>, now: number): Promise<void> {
    await before;
    this.#isReadWaiting = false;
    if (now < this.#retryAt) return;
    try {
      const servers = await this.#db.servers.list();
      this.#urls = new Map(servers.map(({ serverId, url }) => [serverId, url]));
      this.#known = [...new Set(servers.flatMap(({ url }) => originsOf(url)))].sort();
    } catch (error) {
      this.#retryAt = now + RETRY_MS;
      this.#log.warn('media servers could not be listed', { error });
    }
  }
}
