import { describe, expect, it } from 'vitest';
import { judgeHop, judgeNetwork, type SettledNetwork, settleNetwork } from './networkQuality.ts';
import type { NetworkQuality } from './room.ts';
import type { HopStats } from './stats.ts';

const hop = (change: Partial<HopStats> = {}): HopStats => ({
  lossRatio: 0,
  roundTripMs: 20,
  jitterMs: 3,
  bitrate: 1000,
  score: 10,
  ...change,
});

describe('WHY-14: a connection is', () => {
  it.each([
    ['good', {}],
    ['good', { lossRatio: 0.024, roundTripMs: 299, jitterMs: 49 }],
    ['good', { roundTripMs: null, jitterMs: null, score: null }],
    ['fair', { lossRatio: 0.025 }],
    ['fair', { roundTripMs: 300 }],
    ['fair', { jitterMs: 50 }],
    ['poor', { lossRatio: 0.08 }],
    ['poor', { roundTripMs: 700 }],
    ['poor', { jitterMs: 100 }],
    ['poor', { score: 4 }],
    ['good', { score: 5 }],
  ] as const)('%s with %o', (quality, change) => {
    expect(judgeHop(hop(change))).toBe(quality);
  });

  it('as its worst stream, of those that flow', () => {
    expect(judgeNetwork([hop(), hop({ lossRatio: 0.05 })])).toBe('fair');
    expect(judgeNetwork([hop(), hop({ lossRatio: 0.5, bitrate: 0 })])).toBe('good');
    expect(judgeNetwork([])).toBeNull();
  });
});

describe('WHY-14: the mark', () => {
  const shownAfter = (judged: readonly (NetworkQuality | null)[]) => {
    let settled: SettledNetwork | undefined;
    return judged.map((each) => (settled = settleNetwork(settled, each)).shown);
  };

  it('gets worse with the second judgment in a row, and better with the third', () => {
    expect(shownAfter(['good', 'poor', 'poor'])).toEqual(['good', 'good', 'poor']);
    expect(shownAfter(['poor', 'good', 'good', 'good'])).toEqual(['poor', 'poor', 'poor', 'good']);
  });

  it('does not flicker', () => {
    const turns = Array.from({ length: 20 }, (_, index): NetworkQuality =>
      index % 2 === 0 ? 'good' : 'poor',
    );
    expect(new Set(shownAfter(turns))).toEqual(new Set(['good']));
  });

  it('goes while nothing is sent', () => {
    expect(shownAfter(['poor', null, 'good'])).toEqual(['poor', null, 'good']);
  });
});
