import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type MeetingId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { KeyedQueue } from './KeyedQueue.ts';

const RETRY_MS = 1_000;

/**
 * Rows that are written after the fact, in order for each meeting: media never waits for the database. While that is
 * out of reach a write is tried again; one that fails for another reason is logged and given up.
 */
export class WriteBehind {
  readonly #log: Log;
  readonly #queue = new KeyedQueue<MeetingId | null>();
  readonly #closing = new AbortController();

  constructor(log: Log) {
    this.#log = log;
  }

  /** `null`: of no meeting. */
  write(meetingId: MeetingId | null, what: string, work: () => Promise<unknown>): void {
    const onError = (error: unknown) => this.#log.warn('row not written', { what, meetingId, error });
    void this.#queue.run(meetingId, () => this.#persist(work), onError);
  }

  /** Tries what is left once, and resolves when it is in the database or has failed. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.idle();
  }

  async #persist(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        const mayRetry = error instanceof AppError && error.code === 'databaseUnavailable';
        if (!mayRetry || this.#closing.signal.aborted) throw error;
      }
      await sleep(RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }
}
