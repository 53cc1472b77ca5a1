import { expect, it } from 'vitest';
import { updateMask } from './personMask.ts';

const alphaAfter = (...answers: readonly number[]) => {
  const mask = new Uint8ClampedArray(4);
  for (const sure of answers) updateMask(mask, Float32Array.of(sure));
  return mask[3] ?? 0;
};

it('EFFECT-9: what is surely a person stays as it is after a few frames, what surely is not is blurred', () => {
  expect(alphaAfter(...Array<number>(10).fill(0.9))).toBeGreaterThan(250);
  expect(alphaAfter(...Array<number>(10).fill(0.9), ...Array<number>(10).fill(0.1))).toBeLessThan(5);
});

it('EFFECT-9: one odd frame does not make a hole in a person, and an edge is neither', () => {
  expect(alphaAfter(...Array<number>(10).fill(1), 0)).toBeGreaterThan(90);
  const edge = alphaAfter(...Array<number>(10).fill(0.5));
  expect(edge).toBeGreaterThan(100);
  expect(edge).toBeLessThan(155);
});
