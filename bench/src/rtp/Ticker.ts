import { clockMs } from './clock.ts';

/** A process that was held up for longer does not send afterwards what it has missed. */
const MOST_LATE_MS = 1000;

/** Calls at even intervals, without drift, and tells each call the time for which it was due. */
export class Ticker {
  readonly #periodMs: number;
  readonly #onTick: (dueMs: number) => void;
  #due: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(periodMs: number, onTick: (dueMs: number) => void) {
    this.#periodMs = periodMs;
    this.#onTick = onTick;
    // Not everybody's at the same instant.
    this.#due = clockMs() + Math.random() * periodMs;
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#due - clockMs()));
  }

  #tick(): void {
    const now = clockMs();
    const late = now - this.#due;
    if (late > MOST_LATE_MS) this.#due += Math.floor(late / this.#periodMs) * this.#periodMs;
    const due = this.#due;
    this.#due += this.#periodMs;
    this.#schedule();
    this.#onTick(due);
  }
}
