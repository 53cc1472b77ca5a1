import { describe, expect, it } from 'vitest';
import { BurstMeter } from './BurstMeter.ts';

/** What comes of so many bytes in each tenth of a second. */
function meterOf(slots: readonly number[]): BurstMeter {
  let now = 1000;
  const meter = new BurstMeter(() => now);
  for (const bytes of slots) {
    meter.add(bytes / 2);
    now += 50;
    meter.add(bytes / 2);
    now += 50;
  }
  meter.add(0);
  return meter;
}
const same = (count: number, bytes: number) => Array.from({ length: count }, () => bytes);

describe('BurstMeter', () => {
  it('LINE-8: a burst is as fast as in its best six tenths of a second', () => {
    expect(meterOf(same(10, 12_500)).rate).toEqual({ bps: 1_000_000, rising: false });
    expect(meterOf([0, 0, 0, ...same(8, 12_500)]).rate).toEqual({ bps: 1_000_000, rising: false });
  });

  it('LINE-8: it says so when it was still rising', () => {
    expect(meterOf([100, 200, 400, 800, 1600, 3200, 6400, 12_800]).rate).toMatchObject({ rising: true });
  });

  it('LINE-8: a burst that was too short says nothing', () => {
    expect(meterOf(same(5, 12_500)).rate).toBeUndefined();
    expect(new BurstMeter().rate).toBeUndefined();
    expect(meterOf(same(5, 100)).total).toBe(500);
  });
});
