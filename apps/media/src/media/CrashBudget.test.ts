import { describe, expect, it } from 'vitest';
import { CrashBudget } from './CrashBudget.ts';

const MINUTE_MS = 60_000;

describe('the crash budget', () => {
  const spend = (budget: CrashBudget, deaths: readonly [now: number, ranMs: number][]) =>
    deaths.map(([now, ranMs]) => budget.spend({ now, ranMs }));
  const giveUp = (budget: CrashBudget) =>
    spend(
      budget,
      Array.from({ length: 6 }, (_, second) => [second * 1000, 500]),
    );

  it('POOL-8: pauses grow from none, and the sixth death within a minute gives the worker up (004-12)', () => {
    const after = giveUp(new CrashBudget({ respawnMs: 500, restMs: MINUTE_MS }));
    expect(after.map(({ afterMs }) => afterMs)).toEqual([0, 500, 1000, 1500, 2000, MINUTE_MS]);
    expect(after.map(({ isGivenUp }) => isGivenUp)).toEqual([false, false, false, false, false, true]);
  });

  it('POOL-8: deaths more than a minute apart are each the first', () => {
    const after = spend(
      new CrashBudget({ respawnMs: 500, restMs: MINUTE_MS }),
      Array.from({ length: 20 }, (_, n) => [n * MINUTE_MS, MINUTE_MS - 1]),
    );
    expect(new Set(after.map(({ afterMs }) => afterMs))).toEqual(new Set([0]));
  });

  it('POOL-13: after a rest there is one try; rests double up to sixteen minutes', () => {
    const budget = new CrashBudget({ respawnMs: 500, restMs: MINUTE_MS });
    giveUp(budget);
    const rests = [1, 2, 3, 4, 5].map((n) => budget.spend({ now: n * 20 * MINUTE_MS, ranMs: 30_000 }));
    expect(rests.map(({ isGivenUp }) => isGivenUp)).toEqual([true, true, true, true, true]);
    expect(rests.map(({ afterMs }) => afterMs / MINUTE_MS)).toEqual([2, 4, 8, 16, 16]);
  });

  it('POOL-13: a worker that ran for a minute after its rest has its whole budget again', () => {
    const budget = new CrashBudget({ respawnMs: 500, restMs: MINUTE_MS });
    giveUp(budget);
    expect(budget.spend({ now: 10 * MINUTE_MS, ranMs: MINUTE_MS })).toEqual({ isGivenUp: false, afterMs: 0 });
    expect(budget.deaths).toBe(1);
  });
});
