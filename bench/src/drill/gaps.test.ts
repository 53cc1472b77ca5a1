import { describe, expect, it } from 'vitest';
import { GAP_MS, judgeStream } from './gaps.ts';

const SPANS = { quiet: { from: 0, to: 1000 }, after: { from: 1000, to: 3000 }, stalls: [], touched: false };

/** Something came every so many ms. */
const every = (ms: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / ms) }, (_, index) => from + index * ms);

describe('judgeStream', () => {
  it.each([
    { what: 'flows on', arrivals: every(100, 0, 3000), longestMs: 100, isGap: false, backMs: 0 },
    {
      what: 'is silent for as long as is no gap',
      arrivals: [...every(100, 0, 1100), ...every(100, 1000 + 100 + GAP_MS, 3000)],
      longestMs: 100 + GAP_MS,
      isGap: false,
      backMs: 0,
    },
    {
      what: 'comes back',
      arrivals: [...every(100, 0, 1000), ...every(100, 1800, 3000)],
      longestMs: 900,
      isGap: true,
      backMs: 800,
    },
    {
      what: 'comes back, and goes again',
      arrivals: [...every(100, 0, 1000), 1800, 1900, ...every(100, 2500, 3000)],
      longestMs: 900,
      isGap: true,
      backMs: 1500,
    },
    {
      what: 'does not come back',
      arrivals: every(100, 0, 1000),
      longestMs: 2100,
      isGap: true,
      backMs: undefined,
    },
    {
      what: 'goes again for good',
      arrivals: [...every(100, 0, 1000), ...every(100, 1800, 2400)],
      longestMs: 900,
      isGap: true,
      backMs: undefined,
    },
    { what: 'never came', arrivals: [], longestMs: 2000, isGap: true, backMs: undefined },
  ])('DRILL-3: a stream that $what', ({ arrivals, longestMs, isGap, backMs }) => {
    expect(judgeStream(arrivals, SPANS)).toMatchObject({ longestMs, isGap, backMs });
  });

  it('DRILL-3: its own silences before the blow are what a gap has to exceed', () => {
    const slow = every(500, 0, 3000);
    expect(judgeStream(slow, SPANS)).toEqual({ baselineMs: 500, longestMs: 500, isGap: false, backMs: 0 });
  });

  it('DRILL-3: while the drill itself stood still nothing could come', () => {
    const broken = [...every(100, 0, 1000), ...every(100, 1800, 3000)];
    const stalls = [
      { from: 500, to: 550 },
      { from: 1000, to: 1650 },
    ];
    expect(judgeStream(broken, { ...SPANS, stalls })).toEqual({
      baselineMs: 100,
      longestMs: 250,
      isGap: false,
      backMs: 0,
    });
  });

  it('DRILL-3: that is no excuse for the gap of a touched stream, but for what comes later', () => {
    const arrivals = [...every(100, 0, 1000), ...every(100, 1800, 2200), ...every(100, 2800, 3000)];
    const stalls = [
      { from: 1000, to: 1650 },
      { from: 2200, to: 2700 },
    ];
    expect(judgeStream(arrivals, { ...SPANS, stalls, touched: true })).toEqual({
      baselineMs: 100,
      longestMs: 900,
      isGap: true,
      backMs: 800,
    });
  });

  it('DRILL-3: to stand still when the time is over is not to have gone', () => {
    const arrivals = every(100, 0, 2500);
    const stalls = [{ from: 2450, to: 3000 }];
    expect(judgeStream(arrivals, { ...SPANS, stalls, touched: true })).toMatchObject({
      isGap: false,
      backMs: 0,
    });
    expect(judgeStream(arrivals, { ...SPANS, touched: true }).backMs).toBeUndefined();
  });

  it('DRILL-3: a silence that began before the quiet time is none of it', () => {
    const late = [-5000, ...every(100, 200, 3000)];
    expect(judgeStream(late, SPANS).baselineMs).toBe(100);
  });

  it('DRILL-3: one that began only just before the blow has a baseline of its own', () => {
    expect(judgeStream(every(100, 800, 3000), SPANS)).toMatchObject({ baselineMs: 100, isGap: false });
  });
});
