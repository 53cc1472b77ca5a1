import { AppError } from '@convene/protocol';
import postgres from 'postgres';
import type { DatabaseLog } from './connection/Connection.ts';
import { withDeadline } from './connection/deadline.ts';
import { listenerAddress } from './connection/listenerAddress.ts';

export type ListenerOptions = {
  url: string;
  deadlineMs: number;
  /** How often the connection is asked whether it is still there; also the pause between two attempts to come back. */
  checkMs: number;
  log: DatabaseLog;
};

type Handler = (payload: string) => void;

/** Channels are ids or fixed names, so that none needs quoting. */
const CHANNEL = /^[a-zA-Z0-9_-]{1,63}$/;

/**
 * Hears NOTIFY on any number of channels over one connection (000-9). A connection that breaks, or falls silent, is
 * replaced; what was announced meanwhile is lost, so that whoever listens must fetch again in `onReconnect`.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #handlers = new Map<string, Set<Handler>>();
  readonly #reconnectHandlers = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #sql: postgres.Sql | undefined;
  #state: 'idle' | 'listening' | 'lost' | 'closed' = 'idle';
  #checking = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#check(), options.checkMs);
    this.#timer.unref();
  }

  /** Channels that somebody listens to. */
  get channels(): number {
    return this.#handlers.size;
  }

  /**
   * Resolves when the channel is listened to: whoever fetches after that misses nothing (000-14). A channel may have
   * several handlers: a room that ends while it begins to listen meets the room of the next person.
   */
  async listen(channel: string, handler: Handler): Promise<void> {
    if (!CHANNEL.test(channel)) throw new RangeError('a channel is 1 to 63 letters, digits, _ or -');
    const handlers = this.#handlers.get(channel) ?? new Set();
    this.#handlers.set(channel, handlers.add(handler));
    try {
      await this.#execute(`LISTEN "${channel}"`);
    } catch (error) {
      this.#remove(channel, handler);
      throw AppError.databaseUnavailable(error);
    }
    if (this.#state === 'idle') this.#state = 'listening';
  }

  /** From now on the handler is not called any more. */
  async unlisten(channel: string, handler: Handler): Promise<void> {
    if (!this.#remove(channel, handler) || this.#state !== 'listening') return;
    // When it fails the connection is broken, and the next one does not listen to this channel.
    await this.#execute(`UNLISTEN "${channel}"`).catch(() => undefined);
  }

  /** Calls the handler each time all channels are listened to again after a break. Answers how to stop that. */
  onReconnect(handler: () => void): () => void {
    this.#reconnectHandlers.add(handler);
    return () => this.#reconnectHandlers.delete(handler);
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    clearInterval(this.#timer);
    this.#handlers.clear();
    this.#reconnectHandlers.clear();
    await this.#sql?.end({ timeout: 1 });
  }

  /** True when it was the last handler of its channel. */
  #remove(channel: string, handler: Handler): boolean {
    const handlers = this.#handlers.get(channel);
    if (handlers?.delete(handler) !== true || handlers.size > 0) return false;
    return this.#handlers.delete(channel);
  }

  /** Finds out whether the connection is there, and comes back when it was not. */
  async #check(): Promise<void> {
    if (this.#checking || this.#state === 'idle' || this.#state === 'closed') return;
    this.#checking = true;
    try {
      if (this.#state === 'lost') await this.#listenAgain();
      else await this.#execute('SELECT 1');
    } catch (error) {
      this.#lose(error);
    } finally {
      this.#checking = false;
    }
  }

  async #listenAgain(): Promise<void> {
    const channels = [...this.#handlers.keys()];
    await this.#execute(channels.map((channel) => `LISTEN "${channel}"`).join(';') || 'SELECT 1');
    if (this.#state !== 'lost') return;
    this.#state = 'listening';
    this.#options.log.warn('database listener is back', { channels: channels.length });
    for (const handler of [...this.#reconnectHandlers]) handler();
  }

  async #execute(text: string): Promise<void> {
    const sql = (this.#sql ??= this.#connect());
    await withDeadline(this.#options.deadlineMs, async () => {
      await sql.unsafe(text);
    });
  }

  #connect(): postgres.Sql {
    const { url, ssl } = listenerAddress(this.#options.url);
    const sql: postgres.Sql = postgres(url, {
      ssl,
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      connect_timeout: Math.ceil(this.#options.deadlineMs / 1000),
      connection: { application_name: 'convene-listener' },
      onnotice: () => undefined,
      // Its connection closed under it. Its own way back would forget the channels.
      onclose: () => {
        if (this.#sql === sql) this.#lose(new Error('connection closed'));
      },
      // Missing in the package's types.
      ...{
        onnotify: (channel: string, payload: string) => {
          for (const handler of [...(this.#handlers.get(channel) ?? [])]) handler(payload);
        },
      },
    });
    return sql;
  }

  #lose(reason: unknown): void {
    const sql = this.#sql;
    this.#sql = undefined;
    if (this.#state === 'listening') {
      this.#state = 'lost';
      const cause = reason instanceof Error ? (reason.cause ?? reason) : reason;
      this.#options.log.warn('database listener lost', {
        error: cause instanceof Error ? cause.message : 'unknown',
      });
      // At once, and then with each tick of the timer.
      void this.#check();
    }
    void sql?.end({ timeout: 0 }).catch(() => undefined);
  }
}
