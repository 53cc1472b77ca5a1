import { describe, expect, it } from 'vitest';
import { HopMeter } from './HopMeter.ts';
import { hopBetween, readHop } from './hopStats.ts';

type Stat = Parameters<typeof readHop>[0][number];

const stat = (change: Partial<Stat> = {}): Stat => ({
  type: 'inbound-rtp',
  kind: 'video',
  mimeType: 'video/VP8',
  packetCount: 100,
  packetsLost: 0,
  packetsRepaired: 0,
  jitter: 900,
  roundTripTime: 40,
  bitrate: 1000,
  score: 9,
  ...change,
});
const readingOf = (...stats: Stat[]) => readHop(stats, 'inbound-rtp', 0) ?? expect.unreachable();

describe('WHY-11: statistics of a hop', () => {
  it('are those of its layers together, the flowing ones for what is now', () => {
    const low = stat({ score: 3 });
    const high = stat({ bitrate: 0, score: 0, jitter: 90_000, roundTripTime: 900 });
    const reading = readingOf(low, high);
    expect(reading).toMatchObject({ packets: 200, bitrate: 1000, score: 3, jitterMs: 10, roundTripMs: 40 });
  });

  it('count jitter by the clock of what is sent', () => {
    expect(readingOf(stat({ kind: 'audio', jitter: 480 })).jitterMs).toBe(10);
  });

  it('are not there where nothing is', () => {
    expect(readHop([stat({ type: 'outbound-rtp' })], 'inbound-rtp', 0)).toBeUndefined();
  });

  it('have what was lost, whether it was repaired or not', () => {
    const before = readingOf(stat());
    const repaired = readingOf(stat({ packetCount: 200, packetsLost: 10, packetsRepaired: 10 }));
    expect(hopBetween(before, repaired).lossRatio).toBeCloseTo(0.1);
    const gone = readingOf(stat({ packetCount: 190, packetsLost: 10 }));
    expect(hopBetween(before, gone).lossRatio).toBeCloseTo(0.1);
  });

  it('are never less than nothing: counts may go back', () => {
    const before = readingOf(stat({ packetsLost: 10 }));
    expect(hopBetween(before, readingOf(stat({ packetsLost: 8, packetCount: 90 }))).lossRatio).toBe(0);
  });
});

it('WHY-11: what is lost is counted over a window, however often it is read', () => {
  const meter = new HopMeter(1000);
  expect(meter.stats).toBeUndefined();
  for (let tenth = 0; tenth <= 100; tenth += 1) {
    const lost = tenth < 50 ? tenth : 50;
    const stats = [stat({ packetCount: 10 * tenth, packetsLost: lost })];
    meter.take(readHop(stats, 'inbound-rtp', tenth * 100));
    if (tenth === 50) expect(meter.stats?.lossRatio).toBeCloseTo(1 / 11);
  }
  expect(meter.stats?.lossRatio).toBe(0);
});
