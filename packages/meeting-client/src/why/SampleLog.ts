import { ratesBetween, type ReceivedRates, type ReceivedReading } from './readStats.ts';

/** One second of a picture. */
export type RateSample = {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly bitrate: number;
  readonly framesPerSecond: number;
  readonly lossRatio: number;
};

/** So long ago is as far as one looks back. */
const KEPT_MS = 60_000;
/** Shorter than this, a few packets make all the difference. */
const RECENT_MS = 5000;

/** What was read of one picture in the last minute. */
export class SampleLog {
  #readings: readonly ReceivedReading[] = [];
  #samples: readonly RateSample[] = [];

  get samples(): readonly RateSample[] {
    return this.#samples;
  }

  /** The last seconds; undefined: too little was read, or nothing is received now. */
  get recent(): ReceivedRates | undefined {
    const now = this.#readings.at(-1);
    if (now === undefined) return undefined;
    const before = this.#readings.find(({ at }) => at >= now.at - RECENT_MS);
    return before === undefined || before === now ? undefined : ratesBetween(before, now);
  }

  /** What it came or went over when it was read last: `udp` or `tcp`. */
  get protocol(): string | undefined {
    return this.#readings.at(-1)?.protocol;
  }

  /** How often the picture stood still. */
  get freezes(): number {
    const [first] = this.#readings;
    return Math.max(0, (this.#readings.at(-1)?.freezes ?? 0) - (first?.freezes ?? 0));
  }

  /** The same with what was lost in the newest sample, told by somebody else. */
  withLoss(lossRatio: number): readonly RateSample[] {
    const last = this.#samples.at(-1);
    if (last !== undefined) this.#samples = [...this.#samples.slice(0, -1), { ...last, lossRatio }];
    return this.#samples;
  }

  /** undefined: there is nothing to read, so that what comes next begins anew. */
  take(reading: ReceivedReading | undefined): void {
    if (reading === undefined) {
      this.#readings = [];
      return;
    }
    const before = this.#readings.at(-1);
    // Counts that go back are of another consumer of the same stream.
    const goesOn = before !== undefined && before.bytes <= reading.bytes;
    const from = reading.at - KEPT_MS;
    if (goesOn) {
      const { at, bitrate, framesPerSecond, lossRatio } = ratesBetween(before, reading);
      const kept = this.#samples.filter((sample) => sample.at >= from);
      this.#samples = [...kept, { at, bitrate, framesPerSecond, lossRatio }];
    }
    this.#readings = [...(goesOn ? this.#readings.filter(({ at }) => at >= from) : []), reading];
  }
}
