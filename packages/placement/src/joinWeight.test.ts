import { expect, it } from 'vitest';
import { joinWeight } from './joinWeight.ts';

it.each([
  [0, 1],
  [1, 4],
  [3, 12],
  [25, 100],
  [400, 100],
])('PLACE-18: a person who comes to %i people brings %i consumers', (people, consumers) => {
  expect(joinWeight(people)).toBe(consumers);
});
