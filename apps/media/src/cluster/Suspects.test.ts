import { expect, it } from 'vitest';
import { Suspects } from './Suspects.ts';

it('MAP-19: what is wrong is acted on when it was seen twice and is old enough, and not when it was right in between', () => {
  const suspects = new Suspects<string>(10, (name) => name);
  expect(suspects.see(['a', 'b'], 100)).toEqual([]);
  expect(suspects.see(['a'], 109)).toEqual([]);
  expect(suspects.see(['a', 'b'], 110)).toEqual(['a']);
  expect(suspects.see(['a', 'b'], 119)).toEqual([]);
  expect(suspects.see(['a', 'b'], 120)).toEqual(['b']);
});

it('MAP-19: however old it is, once is not enough', () => {
  const suspects = new Suspects<string>(10, (name) => name);
  expect(suspects.see(['a'], 1_000)).toEqual([]);
});
