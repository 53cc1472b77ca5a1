import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../media/Scope.ts';
import { whenNeededNoMore } from './whenNeededNoMore.ts';

describe('a leaving peer', () => {
  let scope: Scope;
  beforeEach(() => {
    vi.useFakeTimers();
    scope = new Scope();
  });
  afterEach(() => {
    scope.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  /** The second after which it ends, needed as the answers say and then for good; undefined: it goes on. */
  const endOf = (answers: readonly boolean[], seconds = 9): number | undefined => {
    let second = 0;
    let end: number | undefined;
    const run = () => {
      end = second;
      scope.close();
    };
    const isNeeded = () => answers[second - 1] ?? true;
    whenNeededNoMore(scope, { isNeeded, mostMs: 10_000 }, run);
    while (second < seconds && !scope.closed) {
      second += 1;
      vi.advanceTimersByTime(1_000);
    }
    return end;
  };

  it.each([
    ['that is needed no more ends with the second question', [false, false], 2],
    ['goes on while it is needed', [true, true, true], undefined],
    ['that is needed again meanwhile goes on', [false, true, false], undefined],
    ['ends later when it is needed for a while', [true, false, true, false, false], 5],
  ])('MOVE-3: %s', (_what, answers, second) => {
    expect(endOf(answers)).toBe(second);
  });

  it('MOVE-4: ends after its time, also when it is needed', () => {
    expect(endOf([], 20)).toBe(10);
  });
});
