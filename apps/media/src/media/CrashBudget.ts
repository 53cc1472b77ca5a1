/** Deaths within the window that are followed by another start. */
const STARTS = 5;
const WINDOW_MS = 60_000;
/** How often a rest doubles at most: from one minute to sixteen. */
const MOST_DOUBLINGS = 4;

/** What follows a death: the next start, soon or after a rest. A worker that rests is given up for that long. */
export type AfterDeath = { readonly isGivenUp: boolean; readonly afterMs: number };

/**
 * How often one place of the pool may lose its worker (X1). One that dies again and again takes its people with it each
 * time: it is given up, and tried once more after a rest, which grows as long as that ends the same way. Having run for
 * a whole window it is as good as new.
 */
export class CrashBudget {
  readonly #respawnMs: number;
  readonly #restMs: number;
  #deaths: readonly number[] = [];
  #rests = 0;

  constructor({ respawnMs, restMs }: { respawnMs: number; restMs: number }) {
    this.#respawnMs = respawnMs;
    this.#restMs = restMs;
  }

  get deaths(): number {
    return this.#deaths.length;
  }

  /** Counts a death at `now`, of a worker that had run for so long; one that did not start ran for no time. */
  spend({ now, ranMs }: { now: number; ranMs: number }): AfterDeath {
    if (ranMs >= WINDOW_MS) this.#rests = 0;
    this.#deaths = [...this.#deaths.filter((at) => now - at < WINDOW_MS), now];
    // After a rest there is one try.
    if (this.#rests === 0 && this.#deaths.length <= STARTS) {
      return { isGivenUp: false, afterMs: (this.#deaths.length - 1) * this.#respawnMs };
    }
    const afterMs = this.#restMs * 2 ** Math.min(this.#rests, MOST_DOUBLINGS);
    this.#rests += 1;
    return { isGivenUp: true, afterMs };
  }
}
