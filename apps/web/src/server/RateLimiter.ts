import { networkOf } from '@convene/protocol';

export type Rate = { readonly burst: number; readonly perSecond: number };

type Bucket = { tokens: number; at: number };

/** Above this many addresses, those that have been silent for longest are forgotten. */
const MAX_ADDRESSES = 50_000;

/** Counts the requests of each address: a burst is free, then so many per second (004-99). */
export class RateLimiter {
  readonly #rate: Rate;
  /** In the order of their last request, so that the oldest come first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Whether this address may send one more request now. */
  take(address: string, now: number): boolean {
    const key = networkOf(address);
    const { burst, perSecond } = this.#rate;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    const granted = tokens >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: granted ? tokens - 1 : tokens, at: now });
    if (this.#buckets.size > MAX_ADDRESSES) this.#forgetOldest();
    return granted;
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
