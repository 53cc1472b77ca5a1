import type { MeetingId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { KeyedQueue } from './KeyedQueue.ts';

/**
 * Rows that are written after the fact, in order for each meeting: media never waits for the database. A write that
 * fails is logged; the reconciler finds what is missing.
 */
export class WriteBehind {
  readonly #log: Log;
  readonly #queue = new KeyedQueue<MeetingId>();

  constructor(log: Log) {
    this.#log = log;
  }

  write(meetingId: MeetingId, what: string, work: () => Promise<unknown>): void {
    const onError = (error: unknown) => this.#log.warn('row not written', { what, meetingId, error });
    void this.#queue.run(meetingId, work, onError);
  }

  /** Resolves when all that was begun is in the database, or has failed. */
  async idle(): Promise<void> {
    await this.#queue.idle();
  }
}
