import type { types } from 'mediasoup';

/** Over about this long a worker's work is averaged, so that a second's burst of joins keeps nobody out. */
const STEADY_MS = 10_000;

/** Share of one core from differences of CPU time; the first sample has nothing to be compared with. */
export class CpuMeter {
  #last: { readonly cpuMs: number; readonly at: number } | undefined;
  #share = 0;
  #steady = 0;

  /** Fraction of one core between the last two samples (003-19). */
  get share(): number {
    return this.#share;
  }

  /** The same over some seconds: recent samples weigh more. Placement goes by it. */
  get steadyShare(): number {
    return this.#steady;
  }

  /** Takes a sample; `at` is a monotonic clock in milliseconds. */
  add(usage: Pick<types.WorkerResourceUsage, 'ru_utime' | 'ru_stime'>, at: number): void {
    const cpuMs = usage.ru_utime + usage.ru_stime;
    if (this.#last !== undefined && at > this.#last.at) {
      const passedMs = at - this.#last.at;
      this.#share = Math.max(0, (cpuMs - this.#last.cpuMs) / passedMs);
      this.#steady += (this.#share - this.#steady) * (1 - Math.exp(-passedMs / STEADY_MS));
    }
    this.#last = { cpuMs, at };
  }
}
