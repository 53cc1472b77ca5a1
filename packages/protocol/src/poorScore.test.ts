import { expect, it } from 'vitest';
import { isPoorScore } from './poorScore.ts';

it.each([
  { scores: [4], poor: true },
  { scores: [0, 3, 4], poor: true },
  { scores: [5], poor: false },
  { scores: [10, 0, 0], poor: false },
  { scores: [], poor: false },
])('PRODUCE-13: the scores $scores are poor: $poor (004-69)', ({ scores, poor }) => {
  expect(isPoorScore(scores)).toBe(poor);
});
