import { describe, expect, test } from 'vitest';
import { isPlanned, planPorts } from './portPlan.mjs';

const defaults = { servers: 1, workers: 4, port: 3000, rtcBasePort: 10_000, rtcPortsPerWorker: 1000 };

describe('START-3: ports', () => {
  test('each worker of each server has a range of its own, without a gap (003-3, X3)', () => {
    const { mediaPorts, rtcRanges } = planPorts({ ...defaults, servers: 3, workers: 2 });
    expect(mediaPorts).toEqual([3001, 3002, 3003]);
    expect(rtcRanges.flat()).toEqual(
      [10_000, 11_000, 12_000, 13_000, 14_000, 15_000].map((first) => ({ first, last: first + 999 })),
    );
  });

  test('eight workers take the ports from 10000 to 17999, of which people use eight (003-36, 003-40)', () => {
    const ranges = planPorts({ ...defaults, workers: 8 }).rtcRanges.flat();
    expect([ranges.at(0)?.first, ranges.at(-1)?.last]).toEqual([10_000, 17_999]);
    expect(ranges).toHaveLength(8);
  });

  test('the last range may end at 32767 and no port later', () => {
    const fits = { ...defaults, rtcBasePort: 32_767 - 3999 };
    expect(planPorts(fits).rtcRanges.flat().at(-1)?.last).toBe(32_767);
    expect(() => planPorts({ ...fits, rtcBasePort: fits.rtcBasePort + 1 })).toThrow('port 32768, past 32767');
  });

  test.each([10_000, 13_999, 9_999])('a web app on port %i would meet the media ports', (port) => {
    expect(() => planPorts({ ...defaults, port })).toThrow('overlap');
  });

  test.each([9_998, 14_000])('a web app on port %i does not', (port) => {
    expect(planPorts({ ...defaults, port }).webPort).toBe(port);
  });

  test('media servers past the last port are refused', () => {
    expect(() => planPorts({ ...defaults, port: 65_535 })).toThrow('up to 65536');
  });

  test('knows which ports are taken by the plan', () => {
    const plan = planPorts(defaults);
    expect(
      [2999, 3000, 3001, 3002, 9999, 10_000, 13_999, 14_000].filter((port) => isPlanned(plan, port)),
    ).toEqual([3000, 3001, 10_000, 13_999]);
  });
});
