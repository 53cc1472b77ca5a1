/** A reservation whose consumers have not come by then is given up: they are there and were not seen, or will not come. */
const RESERVED_MS = 5_000;

/**
 * Consumers that a worker is about to get and that its count does not show yet: people were placed on it, or others were
 * placed whom its people will receive. Who comes in the same second must see them.
 *
 * Each consumer that appears on the worker settles one of the oldest reservation, whoever it is for: to follow each
 * person's own would need the rooms' word for it, and the sum is the same. What is reserved for a stream that nobody
 * starts (a camera that stays off) ends with its time.
 */
export class Reservations {
  #held: { left: number; readonly until: number }[] = [];

  /** Consumers that are reserved now. */
  get total(): number {
    const now = performance.now();
    this.#held = this.#held.filter(({ left, until }) => left > 0 && until > now);
    return this.#held.reduce((sum, { left }) => sum + left, 0);
  }

  /** Answers how to give back what has not come. */
  reserve(consumers: number): () => void {
    const reservation = { left: consumers, until: performance.now() + RESERVED_MS };
    this.#held.push(reservation);
    return () => {
      reservation.left = 0;
    };
  }

  /** A consumer appeared. */
  settle(): void {
    const now = performance.now();
    const oldest = this.#held.find(({ left, until }) => left > 0 && until > now);
    if (oldest !== undefined) oldest.left -= 1;
  }
}
