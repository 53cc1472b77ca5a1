import { expect, it } from 'vitest';
import { quantile, spreadOf } from './distribution.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);

it.each([
  { values: upTo(100), part: 0.95, is: 95 },
  { values: upTo(20), part: 0.95, is: 19 },
  { values: upTo(5), part: 0.95, is: 5 },
  { values: upTo(5), part: 0.5, is: 3 },
  { values: [7], part: 0.5, is: 7 },
  { values: [1, Number.POSITIVE_INFINITY], part: 1, is: Number.POSITIVE_INFINITY },
  { values: [], part: 0.5, is: undefined },
])('DRILL-6: the $part quantile of $values is $is', ({ values, part, is }) => {
  expect(quantile(values, part)).toBe(is);
});

it('DRILL-6: of nothing there is no spread', () => {
  expect([spreadOf([]), spreadOf([3.4, 1.2])]).toEqual([undefined, { p50: 1, p95: 3, max: 3 }]);
});
