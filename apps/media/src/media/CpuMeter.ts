import type { types } from 'mediasoup';

/** Share of one core from differences of CPU time; the first sample has nothing to be compared with. */
export class CpuMeter {
  #last: { readonly cpuMs: number; readonly at: number } | undefined;
  #share = 0;

  /** Fraction of one core between the last two samples (003-19). */
  get share(): number {
    return this.#share;
  }

  /** Takes a sample; `at` is a monotonic clock in milliseconds. */
  add(usage: Pick<types.WorkerResourceUsage, 'ru_utime' | 'ru_stime'>, at: number): void {
    const cpuMs = usage.ru_utime + usage.ru_stime;
    if (this.#last !== undefined && at > this.#last.at) {
      this.#share = Math.max(0, (cpuMs - this.#last.cpuMs) / (at - this.#last.at));
    }
    this.#last = { cpuMs, at };
  }
}
