import { describe, expect, it } from 'vitest';
import { mergeCounts } from './report.ts';
import type { ReceivedCounts } from './rtp/StreamMeter.ts';

const counts = (change: Partial<ReceivedCounts>): ReceivedCounts => ({
  packets: 10,
  bytes: 1000,
  frames: 5,
  keyFrames: 1,
  sequenceBreaks: 0,
  lost: 0,
  pictureBreaks: 0,
  width: 320,
  height: 180,
  firstAt: 0,
  lastAt: 1000,
  largestGapMs: 200,
  ...change,
});

describe('mergeCounts', () => {
  it('LOAD-3: adds up what came by all consumers of a stream, and shows the layer of the last', () => {
    const merged = mergeCounts(
      [counts({ lost: 1 }), counts({ firstAt: 1100, lastAt: 2000, width: 1280, height: 720 })],
      2500,
      0,
    );
    expect(merged).toMatchObject({
      packets: 20,
      frames: 10,
      keyFrames: 2,
      lost: 1,
      width: 1280,
      silentMs: 500,
    });
  });

  it.each([
    { what: 'within a consumer', second: { firstAt: 1100, lastAt: 2000, largestGapMs: 450 }, gap: 450 },
    { what: 'between two consumers', second: { firstAt: 1700, lastAt: 2000 }, gap: 700 },
    { what: 'of none, when they overlap', second: { firstAt: 900, lastAt: 2000 }, gap: 200 },
  ])('LOAD-3: the longest gap may be that $what', ({ second, gap }) => {
    expect(mergeCounts([counts({}), counts(second)], 2000, 0).largestGapMs).toBe(gap);
  });

  it('LOAD-3: a gap that ended before counting began is none', () => {
    const both = [counts({}), counts({ firstAt: 1700, lastAt: 3000 })];
    expect(mergeCounts(both, 3000, 2000).largestGapMs).toBe(200);
  });

  it('LOAD-3: of a stream of which nothing came there is neither gap nor silence', () => {
    const nothing = counts({ packets: 0, firstAt: undefined, lastAt: undefined, largestGapMs: 0 });
    expect(mergeCounts([nothing], 2000, 0)).toMatchObject({ largestGapMs: 0, silentMs: undefined });
  });
});
