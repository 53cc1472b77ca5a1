// @ts-check

const STEADY_AFTER_MS = 10_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/** How long to wait before a program that died is started again: not at all at first, then longer each time. */
export class Backoff {
  #deaths = 0;

  /** Deaths in a row, without a steady time between them. */
  get deaths() {
    return this.#deaths;
  }

  /**
   * @param {number} ranMs how long it ran before it died
   * @returns {number} milliseconds
   */
  afterDeath(ranMs) {
    this.#deaths = ranMs >= STEADY_AFTER_MS ? 1 : this.#deaths + 1;
    if (this.#deaths === 1) return 0;
    return Math.min(FIRST_DELAY_MS * 2 ** (this.#deaths - 2), LONGEST_DELAY_MS);
  }
}
