/** Pauses between attempts: each twice as long as the one before up to a limit, and spread, so that not all come at once. */
export class Backoff {
  readonly #first: number;
  readonly #most: number;
  #attempts = 0;

  constructor({ first, most }: { first: number; most: number }) {
    this.#first = first;
    this.#most = most;
  }

  next(): number {
    const ms = Math.min(this.#most, this.#first * 2 ** Math.min(this.#attempts, 20));
    this.#attempts += 1;
    return ms * (0.75 + Math.random() / 4);
  }

  /** It has succeeded. */
  reset(): void {
    this.#attempts = 0;
  }
}
