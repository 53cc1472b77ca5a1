import { expect, it } from 'vitest';
import type { Cause } from './cause.ts';
import { settleCause, type SettledCause } from './settleCause.ts';

/** What is shown after each of these was found, one a second. */
function shownAfter(found: readonly Cause[]): Cause[] {
  let settled: SettledCause | undefined;
  return found.map((cause, second) => {
    settled = settleCause(settled, cause, second * 1000);
    return settled.shown;
  });
}

it('WHY-6: the first cause is shown at once', () => {
  expect(shownAfter(['downlink'])).toEqual(['downlink']);
});

it('WHY-6: what is measured has to hold for three seconds before it is shown', () => {
  expect(shownAfter(['none', 'pipe', 'pipe', 'pipe', 'pipe'])).toEqual([
    'none',
    'none',
    'none',
    'none',
    'pipe',
  ]);
});

it('WHY-6: two causes that take turns do not make the sentence flicker', () => {
  const turns = Array.from({ length: 20 }, (_, second): Cause => (second % 2 === 0 ? 'pipe' : 'downlink'));
  expect(new Set(shownAfter(turns))).toEqual(new Set(['pipe']));
});

it('WHY-6: facts are said at once, and so is their end', () => {
  expect(shownAfter(['pipe', 'off', 'pipe'])).toEqual(['pipe', 'off', 'pipe']);
  expect(shownAfter(['none', 'choseLower', 'tileSmall'])).toEqual(['none', 'choseLower', 'tileSmall']);
});
