import { expect, it } from 'vitest';
import { timeLine } from './timeLine.ts';

const every = (from: number, to: number) =>
  Array.from({ length: (to - from) / 100 }, (_, index) => from + index * 100);

it('DRILL-6: draws which part of the streams flowed, a quarter of a second in each sign', () => {
  const whole = every(0, 3000);
  const broken = [...every(0, 1000), ...every(2000, 3000)];
  expect(timeLine([whole, whole], { from: 1000, to: 3000 })).toBe('████████████');
  expect(timeLine([broken], { from: 1000, to: 3000 })).toBe('████····████');
  expect(timeLine([whole, broken], { from: 1000, to: 3000 })).toBe('████▄▄▄▄████');
});

it('DRILL-6: a long time has longer signs', () => {
  expect(timeLine([every(0, 100_000)], { from: 1000, to: 100_000 })).toHaveLength(80);
});

it('DRILL-6: of no streams there is nothing to draw', () => {
  expect(timeLine([], { from: 0, to: 1000 })).toBe('');
});
