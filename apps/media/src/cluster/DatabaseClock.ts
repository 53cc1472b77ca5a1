import type { Log } from '../media/Log.ts';

/** A difference that no network and no busy moment explains. */
const OFF_MS = 2_000;
/** What took longer to be answered says too little. */
const LONGEST_ROUND_MS = 1_000;

/** One answer of the database, with this process's clocks before and after it. */
export type ClockReading = {
  readonly databaseAt: number;
  readonly sentAt: Moment;
  readonly receivedAt: Moment;
};
/** `steady` never jumps: `performance.now()`. */
export type Moment = { readonly clock: number; readonly steady: number };

export const momentNow = (): Moment => ({ clock: Date.now(), steady: performance.now() });

/**
 * The database's clock, by which all that two processes judge together is judged (DESIGN §6): a machine whose own clock
 * is off, or jumps, is no obstacle. Taken from each heartbeat; the time in between is counted by the steady clock.
 */
export class DatabaseClock {
  readonly #log: Log;
  #last: { readonly databaseAt: number; readonly steady: number } | undefined;
  #offsetMs = 0;
  #isOff = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Milliseconds since 1970; this machine's own before the first answer. */
  now(): number {
    if (this.#last === undefined) return Date.now();
    return this.#last.databaseAt + (performance.now() - this.#last.steady);
  }

  /** By how much this machine's clock is ahead of the database's (below zero: behind), when that is worth a word. */
  get offMs(): number | undefined {
    return this.#isOff ? this.#offsetMs : undefined;
  }

  learn({ databaseAt, sentAt, receivedAt }: ClockReading): void {
    const roundMs = receivedAt.steady - sentAt.steady;
    if (this.#last !== undefined && roundMs > LONGEST_ROUND_MS) return;
    const steady = sentAt.steady + roundMs / 2;
    this.#last = { databaseAt, steady };
    // The clock when half of the round had passed; had it jumped meanwhile, the next reading knows.
    this.#offsetMs = Math.round(sentAt.clock + roundMs / 2 - databaseAt);
    const isOff = Math.abs(this.#offsetMs) > OFF_MS + roundMs / 2;
    if (isOff === this.#isOff) return;
    this.#isOff = isOff;
    if (isOff) {
      this.#log.warn('clock differs from that of the database: set it by NTP', { offsetMs: this.#offsetMs });
    } else {
      this.#log.info('clock agrees with that of the database again', { offsetMs: this.#offsetMs });
    }
  }
}
