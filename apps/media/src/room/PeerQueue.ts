import { AppError, wireLimits } from '@convene/protocol';
import { TokenBucket } from './TokenBucket.ts';

/** One peer's requests, one at a time and in the order in which they came (DESIGN §4), within its rate (004-99). */
export class PeerQueue {
  readonly #bucket = new TokenBucket({
    burst: wireLimits.requestBurst,
    perSecond: wireLimits.requestsPerSecond,
  });
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Counts a request against the rate of its peer. @throws AppError rateLimited */
  count(request: string): void {
    if (!this.#bucket.take()) throw AppError.rateLimited(request);
  }

  /** @throws AppError rateLimited */
  async enqueue<T>(request: string, run: () => Promise<T>): Promise<T> {
    this.count(request);
    if (this.#waiting >= wireLimits.requestQueue) throw AppError.rateLimited('queue');
    this.#waiting += 1;
    const result = this.#tail.then(run);
    // What fails is told to its own caller; the next one starts all the same.
    this.#tail = result.catch(() => {});
    try {
      return await result;
    } finally {
      this.#waiting -= 1;
    }
  }
}
