import { describe, expect, it } from 'vitest';
import {
  judgeHop,
  judgeNetwork,
  type SettledNetwork,
  settleNetwork,
  worstNetwork,
} from './networkQuality.ts';
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
    ['good', { roundTripMs: null, jitterMs: null, score: null }],
    // Of loss alone Opus hides some, and sending a picture's packets again hides more.
    ['good', { lossRatio: 0.03 }],
    ['fair', { lossRatio: 0.05 }],
    ['poor', { lossRatio: 0.08 }],
    // One half of it is the way there: G.114 wants 150 ms and bears 400 ms, of which the other's way takes a part.
    ['good', { roundTripMs: 350 }],
    ['fair', { roundTripMs: 400 }],
    ['poor', { roundTripMs: 550 }],
    // A busy machine makes some; a receiver's buffer bears it.
    ['good', { jitterMs: 85 }],
    ['fair', { jitterMs: 100 }],
    ['poor', { jitterMs: 150 }],
    ['poor', { score: 4 }],
    ['good', { score: 5 }],
  ] as const)('%s with %o', (quality, change) => {
    expect(judgeHop(hop(change))).toBe(quality);
  });

  it('worse when little of each comes together', () => {
    expect(judgeHop(hop({ lossRatio: 0.03, roundTripMs: 300 }))).toBe('fair');
    expect(judgeHop(hop({ lossRatio: 0.05, roundTripMs: 300, jitterMs: 60 }))).toBe('poor');
  });

  it.each(['lossRatio', 'roundTripMs', 'jitterMs'] as const)('never better with more of %s', (name) => {
    const most = name === 'lossRatio' ? 1 : 2000;
    const ratings = Array.from({ length: 200 }, (_, index) =>
      ['good', 'fair', 'poor'].indexOf(judgeHop(hop({ [name]: (most * index) / 199 }))),
    );
    expect(ratings).toEqual(ratings.toSorted((one, other) => one - other));
    expect(new Set(ratings).size).toBe(3);
  });

  it('as its worst stream, of those that flow', () => {
    const heard = { kind: 'audio', hop: hop() } as const;
    expect(judgeNetwork([heard, { kind: 'audio', hop: hop({ lossRatio: 0.05 }) }])).toBe('fair');
    expect(judgeNetwork([heard, { kind: 'audio', hop: hop({ lossRatio: 0.5, bitrate: 0 }) }])).toBe('good');
    expect(judgeNetwork([])).toBeNull();
    expect(worstNetwork(['good', null, 'poor', 'fair', undefined])).toBe('poor');
    expect(worstNetwork([null, undefined])).toBeUndefined();
  });

  it('not blamed for the bursts in which a picture is sent, while sound comes in time', () => {
    const seen = { kind: 'video', hop: hop({ jitterMs: 150 }) } as const;
    expect(judgeNetwork([{ kind: 'audio', hop: hop() }, seen])).toBe('good');
    expect(judgeNetwork([{ kind: 'audio', hop: hop({ jitterMs: 150 }) }, seen])).toBe('poor');
    expect(judgeNetwork([seen])).toBe('poor');
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
