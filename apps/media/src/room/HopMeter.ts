import type { HopStats } from '@convene/protocol/stats';
import { hopBetween, type HopReading } from './hopStats.ts';

/** One hop of one stream, over a window of time: what is lost in a single second says little. */
export class HopMeter {
  readonly #windowMs: number;
  #readings: readonly HopReading[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** undefined: nothing was read yet. */
  get stats(): HopStats | undefined {
    const now = this.#readings.at(-1);
    if (now === undefined) return undefined;
    return hopBetween(this.#readings.length > 1 ? this.#readings[0] : undefined, now);
  }

  take(reading: HopReading | undefined): void {
    if (reading === undefined) return;
    const from = reading.at - this.#windowMs;
    // The first that is kept lies at the beginning of the window, or before it.
    const first = this.#readings.findLastIndex(({ at }) => at <= from);
    this.#readings = [...this.#readings.slice(Math.max(0, first)), reading];
  }
}
