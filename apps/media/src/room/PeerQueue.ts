import { AppError, wireLimits } from '@convene/protocol';
import { TaskQueue } from './TaskQueue.ts';
import { TokenBucket } from './TokenBucket.ts';

/** One peer's requests, one at a time and in the order in which they came (DESIGN §4), within its rate (004-99). */
export class PeerQueue {
  readonly #bucket = new TokenBucket({
    burst: wireLimits.requestBurst,
    perSecond: wireLimits.requestsPerSecond,
  });
  readonly #tasks = new TaskQueue();

  /** Counts a request against the rate of its peer. @throws AppError rateLimited */
  count(request: string): void {
    if (!this.#bucket.take()) throw AppError.rateLimited(request);
  }

  /** @throws AppError rateLimited */
  async enqueue<T>(request: string, run: () => Promise<T>): Promise<T> {
    this.count(request);
    if (this.#tasks.waiting >= wireLimits.requestQueue) throw AppError.rateLimited('queue');
    return this.#tasks.run(run);
  }
}
