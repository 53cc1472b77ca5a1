import { describe, expect, it } from 'vitest';
import { RateLimiter } from './RateLimiter.ts';

describe('RateLimiter', () => {
  it('HTTP-16: a burst is free, then so many per second', () => {
    const limiter = new RateLimiter({ burst: 3, perSecond: 2 });
    const take = (now: number) => limiter.take('192.0.2.1', now);
    expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
    expect([take(400), take(500), take(500)]).toEqual([false, true, false]);
    expect([take(60_000), take(60_000), take(60_000), take(60_000)]).toEqual([true, true, true, false]);
  });

  it('HTTP-16: who asks all the time gets as many as the rate says, not none', () => {
    const limiter = new RateLimiter({ burst: 1, perSecond: 2 });
    let granted = 0;
    for (let now = 0; now <= 10_000; now += 10) if (limiter.take('192.0.2.1', now)) granted++;
    expect(granted).toBe(21);
  });

  it('HTTP-16: a clock that goes back grants nothing and takes nothing', () => {
    const limiter = new RateLimiter({ burst: 1, perSecond: 1 });
    expect([limiter.take('a', 10_000), limiter.take('a', 0), limiter.take('a', 500)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(limiter.take('a', 1000)).toBe(true);
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', false],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
    ['2001:db8::1', '2001:db8:0:0:7::', false],
    ['::1', '::2', false],
    ['192.0.2.1', '192.0.2.2', true],
  ])('HTTP-21: the addresses of one IPv6 /64 count as one: %s and %s', (first, second, isAnother) => {
    const limiter = new RateLimiter({ burst: 1, perSecond: 0 });
    limiter.take(first, 0);
    expect(limiter.take(second, 0)).toBe(isAnother);
  });
});
