import { expect, it } from 'vitest';
import { PipeSilence } from './PipeSilence.ts';

/** Looks at a pipe of which these numbers are read, one pair at each look. */
async function looks(
  readings: readonly (readonly [received: number | undefined, sent: number | undefined])[],
) {
  const asked: number[] = [];
  let index = 0;
  const silence = new PipeSilence({
    received: () => Promise.resolve(readings[index]?.[0]),
    sent: () => {
      asked.push(index);
      return Promise.resolve(readings[index]?.[1]);
    },
  });
  const verdicts: boolean[] = [];
  for (; index < readings.length; index += 1) verdicts.push(await silence.look());
  return { verdicts, asked };
}

it('PIPE-45: of a pipe that flows the source is not asked', async () => {
  const { verdicts, asked } = await looks([
    [0, 10],
    [10, 20],
    [20, 30],
    [30, 40],
  ]);
  expect(verdicts).not.toContain(true);
  expect(asked).toEqual([]);
});

it('PIPE-45: one over which nothing arrives is silent when its source has sent, and that had time to arrive', async () => {
  const { verdicts } = await looks([
    [30, 30],
    [30, 50],
    [30, 60],
    [30, 70],
  ]);
  expect(verdicts).toEqual([false, false, false, true]);
});

it('PIPE-45: one over which nothing is sent is not', async () => {
  const { verdicts } = await looks(Array.from({ length: 10 }, () => [30, 40] as const));
  expect(verdicts).not.toContain(true);
});

it('PIPE-45: what is sent first at the very moment of a look has until the next one to arrive', async () => {
  const { verdicts } = await looks([
    [30, 30],
    [30, 30],
    [30, 31],
    [31, 32],
    [31, 32],
    [31, 32],
  ]);
  expect(verdicts).not.toContain(true);
});

it('PIPE-45: a few packets that were lost make no silence', async () => {
  const { verdicts } = await looks([
    [30, 30],
    [30, 30],
    [30, 31],
    [30, 31],
    [30, 31],
    [30, 32],
    [30, 32],
  ]);
  expect(verdicts).not.toContain(true);
});

it('PIPE-45: nothing is said of a pipe that cannot be read', async () => {
  const { verdicts } = await looks([
    [30, 30],
    [30, 50],
    [30, undefined],
    [undefined, 70],
  ]);
  expect(verdicts).not.toContain(true);
});
