import type { BurstRate } from './check.ts';

const SLOT_MS = 100;
/** The best of so many slots in a row is the rate: before it the sender feels its way up. */
const SLOTS = 6;
/** It is rising when the last slots carry so much more than those before them. */
const RISING_SLOTS = 3;
const RISING = 1.25;

/** Counts what comes of a burst. */
export class BurstMeter {
  readonly #now: () => number;
  readonly #slots: number[] = [];
  #startedAt: number | undefined;
  #total = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get begun(): boolean {
    return this.#startedAt !== undefined;
  }

  get total(): number {
    return this.#total;
  }

  add(bytes: number): void {
    const now = this.#now();
    this.#startedAt ??= now;
    this.#total += bytes;
    const slot = Math.floor((now - this.#startedAt) / SLOT_MS);
    while (this.#slots.length <= slot) this.#slots.push(0);
    this.#slots[slot] = (this.#slots[slot] ?? 0) + bytes;
  }

  /** undefined: it was too short to say. */
  get rate(): BurstRate | undefined {
    // The last slot has only begun.
    const slots = this.#slots.slice(0, -1);
    if (slots.length < SLOTS) return undefined;
    const sums = slots.slice(SLOTS - 1).map((_, end) => sum(slots.slice(end, end + SLOTS)));
    const last = sum(slots.slice(-RISING_SLOTS));
    const before = sum(slots.slice(-2 * RISING_SLOTS, -RISING_SLOTS));
    return { bps: (Math.max(...sums) * 8000) / (SLOTS * SLOT_MS), rising: last > before * RISING };
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
