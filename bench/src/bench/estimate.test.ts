import { describe, expect, it } from 'vitest';
import { holdsUnder } from './BenchRow.ts';
import { estimate, mean, p95 } from './estimate.ts';

describe('estimate', () => {
  it('BENCH-1: the interval is around the value, narrow where values agree, and the same each time', () => {
    const steady = estimate([10, 10, 10, 10], mean);
    expect(steady).toEqual({ value: 10, interval: [10, 10] });
    const values = [8, 9, 10, 11, 12, 30];
    const once = estimate(values, mean);
    expect(once.interval[0]).toBeLessThan(once.value);
    expect(once.interval[1]).toBeGreaterThan(once.value);
    expect(estimate(values.toReversed(), mean).value).toBeCloseTo(once.value);
    expect(estimate(values, mean)).toEqual(once);
  });

  it('BENCH-1: p95 of few values is the largest', () => {
    expect(estimate([3, 1, 2], p95).value).toBe(3);
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(estimate(hundred, p95).value).toBe(95);
  });
});

it.each<[[number, number], boolean | null]>([
  [[1, 2], true],
  [[1.9, 2.1], null],
  [[2.1, 3], false],
])('BENCH-2: %j under 2 holds: %s', (interval, holds) => {
  expect(holdsUnder(interval, 2)).toBe(holds);
});
