import { expect, test } from 'vitest';
import { Backoff } from './Backoff.mjs';

test('SUPERVISE-1: the first death is answered at once, the next ones after 1, 2, 4 … 30 s', () => {
  const backoff = new Backoff();
  const delays = Array.from({ length: 8 }, () => backoff.afterDeath(500));
  expect(delays).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(backoff.deaths).toBe(8);
});

test('SUPERVISE-1: ten seconds of running wipe earlier deaths out', () => {
  const backoff = new Backoff();
  for (let death = 0; death < 5; death += 1) backoff.afterDeath(500);
  expect(backoff.afterDeath(10_000)).toBe(0);
  expect(backoff.afterDeath(9_999)).toBe(1000);
});
