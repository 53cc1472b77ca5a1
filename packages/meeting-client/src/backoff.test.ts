import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it.each([
  [0, 0, 100],
  [0, 1, 200],
  [1, 1, 400],
  [2, 0.5, 600],
  [9, 1, 3000],
  [1000, 1, 3000],
])('RESUME-1: attempt %i with chance %d waits %i ms', (index, chance, expected) => {
  expect(backoffMs(index, { firstMs: 200, maxMs: 3000, random: () => chance })).toBe(expected);
});
