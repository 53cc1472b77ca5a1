import { describe, expect, it } from 'vitest';
import {
  atMost,
  backP95,
  type BlowOutcome,
  commonTargets,
  detected,
  type JudgedStream,
  reportOf,
} from './drillReport.ts';
import { drillText } from './drillText.ts';

const NOTHING = { rows: 0, transports: 0, ports: 0, pids: 0 };

const stream = (change: Partial<JudgedStream> = {}): JudgedStream => ({
  ...{ sender: 'Ada', receiver: 'Bob', source: 'camera', touched: false },
  ...{ baselineMs: 210, longestMs: 220, isGap: false, backMs: 0 },
  ...change,
});

const blow = (change: Partial<BlowOutcome> = {}): BlowOutcome => ({
  victim: 'worker 0',
  detectedMs: undefined,
  backMs: [800, 900],
  streams: [stream(), stream({ touched: true, longestMs: 1000, isGap: true, backMs: 900 })],
  stallMs: 12,
  faults: [],
  timeLine: { touched: '█·█', others: '███' },
  ...change,
});

const holding = (blows: readonly BlowOutcome[], left = NOTHING) =>
  commonTargets({ blows, left }).map(({ value, holds }) => [value, holds]);

describe('targets', () => {
  it('DRILL-6: hold when nobody else noticed, nothing changed and nothing is left', () => {
    expect(holding([blow(), blow()])).toEqual([
      [0, true],
      [0, true],
      [0, true],
    ]);
  });

  it.each([
    { what: 'others noticed', blows: [blow({ streams: [stream({ isGap: true })] })], index: 0, value: 1 },
    {
      what: 'there were no others',
      blows: [blow({ streams: [stream({ touched: true })] })],
      index: 0,
      value: Number.POSITIVE_INFINITY,
    },
    {
      what: 'somebody is not as before',
      blows: [blow({ faults: ['Ada is not muted'] })],
      index: 1,
      value: 1,
    },
    { what: 'something is left', blows: [blow()], left: { ...NOTHING, rows: 2 }, index: 2, value: 2 },
  ])('DRILL-6: do not hold when $what', ({ blows, left, index, value }) => {
    expect(holding(blows, left)[index]).toEqual([value, false]);
  });

  it('DRILL-6: who never comes back counts', () => {
    const outcome = { blows: [blow({ backMs: [800, Number.POSITIVE_INFINITY] })], left: NOTHING };
    expect(backP95(outcome, 3000)).toMatchObject({ value: Number.POSITIVE_INFINITY, holds: false });
    expect(backP95({ blows: [blow()], left: NOTHING }, 3000)).toMatchObject({ value: 900, holds: true });
  });

  it('DRILL-6: what was not detected counts', () => {
    const outcome = { blows: [blow({ detectedMs: 4000 }), blow()], left: NOTHING };
    expect(detected(outcome, 5000).holds).toBe(false);
    expect(atMost('x', 5000, 5000).holds).toBe(true);
  });
});

describe('the report', () => {
  const outcome = {
    blows: [
      blow({
        detectedMs: 4000,
        faults: ['Ada is not muted'],
        streams: [stream({ isGap: true }), stream({ touched: true, longestMs: 1000 })],
      }),
    ],
    left: { ...NOTHING, rows: 1 },
  };
  const report = reportOf(outcome, {
    drill: 'worker-kill',
    people: 4,
    targets: [atMost('media back', 900, 3000)],
  });

  it('DRILL-6: has the form that scripts read', () => {
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      drill: 'worker-kill',
      n: 1,
      touched: 2,
      detectedMs: { p50: 4000, p95: 4000, max: 4000 },
      gapMs: { touched: { max: 1000 }, others: { max: 220 } },
      backMs: { p50: 800, p95: 900, max: 900 },
      left: { rows: 1, transports: 0, ports: 0, pids: 0 },
      faults: ['blow 1: Ada is not muted'],
      targets: [{ name: 'media back', value: 900, target: 3000, holds: true }],
    });
  });

  it('DRILL-6: says in words what was noticed', () => {
    const text = drillText(report);
    for (const part of [
      'Blow 1: worker 0, 2 people on it, detected after 4000 ms',
      'touched  █·█  back p50 800 ms, p95 900 ms, at most 900 ms',
      'gap: camera of Ada at Bob, 220 ms (before: 210 ms)',
      '✖ Ada is not muted',
      'Left: 1 rows',
      '✔ media back: 900 (at most 3000)',
    ])
      expect(text).toContain(part);
  });
});
