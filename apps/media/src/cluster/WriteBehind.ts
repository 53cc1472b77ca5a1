import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type MeetingId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { KeyedQueue } from './KeyedQueue.ts';

const RETRY_MS = 1_000;
/** Writes that may wait. Above it none is taken: what is then missing in the map the reconciler finds (MAP-16, MAP-17). */
const MOST_WAITING = 10_000;

/**
 * Rows that are written after the fact, in order for each meeting: media never waits for the database. While that is
 * out of reach a write is tried again; one that fails for another reason is logged and given up.
 */
export class WriteBehind {
  readonly #log: Log;
  readonly #queue = new KeyedQueue<MeetingId | null>();
  readonly #closing = new AbortController();
  readonly #mostWaiting: number;
  #waiting = 0;
  #givenUp = 0;

  constructor(log: Log, mostWaiting: number = MOST_WAITING) {
    this.#log = log;
    this.#mostWaiting = mostWaiting;
  }

  /** Writes that are not in the database yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** `null`: of no meeting. */
  write(meetingId: MeetingId | null, what: string, work: () => Promise<unknown>): void {
    if (this.#waiting >= this.#mostWaiting) {
      if (this.#givenUp === 0) this.#log.warn('rows given up, too many wait', { waiting: this.#waiting });
      this.#givenUp += 1;
      return;
    }
    this.#waiting += 1;
    const onError = (error: unknown) => this.#log.warn('row not written', { what, meetingId, error });
    void this.#queue.run(meetingId, () => this.#persist(work), onError).finally(() => this.#done());
  }

  /** Tries what is left once, and resolves when it is in the database or has failed. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.idle();
  }

  #done(): void {
    this.#waiting -= 1;
    if (this.#givenUp === 0 || this.#waiting >= this.#mostWaiting / 2) return;
    this.#log.warn('rows are written again', { givenUp: this.#givenUp });
    this.#givenUp = 0;
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
      // Spread: the writes of all meetings failed in the same moment.
      await sleep(RETRY_MS * (0.75 + Math.random() / 4), undefined, { signal: this.#closing.signal }).catch(
        () => undefined,
      );
    }
  }
}
