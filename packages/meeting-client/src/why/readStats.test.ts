import { ProducerId } from '@convene/protocol';
import { SendStats } from '@convene/protocol/stats';
import { expect, it } from 'vitest';
import { isWorthTelling } from './sendReport.ts';
import { ratesBetween, readReceived, readSent } from './readStats.ts';

const producerId = ProducerId.parse('00000000-0000-4000-8000-000000000001');
const report = (...entries: object[]) => new Map(entries.map((entry, index) => [String(index), entry]));
const pair = {
  type: 'candidate-pair',
  state: 'succeeded',
  nominated: true,
  currentRoundTripTime: 0.05,
  localCandidateId: 'L',
  availableOutgoingBitrate: 2e6,
};
const inbound = (more: object = {}) => ({
  type: 'inbound-rtp',
  kind: 'video',
  bytesReceived: 1000,
  packetsReceived: 100,
  packetsLost: 0,
  framesReceived: 30,
  framesDecoded: 30,
  framesDropped: 0,
  freezeCount: 0,
  totalDecodeTime: 0.1,
  frameWidth: 640,
  frameHeight: 360,
  jitter: 0.012,
  codecId: 'C',
  ...more,
});
const outbound = (rid: string, height: number, more: object = {}) => ({
  type: 'outbound-rtp',
  kind: 'video',
  rid,
  active: true,
  frameWidth: height * 2,
  frameHeight: height,
  framesPerSecond: 30,
  targetBitrate: 500_000,
  qualityLimitationReason: 'none',
  ...more,
});

it('WHY-7: what a browser counts of a picture becomes rates', () => {
  const codec = { type: 'codec', id: 'C', mimeType: 'video/VP8' };
  const local = { type: 'local-candidate', id: 'L', protocol: 'tcp' };
  const before = readReceived(report(inbound(), pair, codec, local), 0);
  const more = {
    bytesReceived: 251_000,
    packetsReceived: 190,
    packetsLost: 10,
    framesReceived: 60,
    framesDecoded: 54,
    framesDropped: 6,
    freezeCount: 1,
    totalDecodeTime: 0.34,
  };
  const now = readReceived(report(inbound(more), pair, codec, local), 2000);
  if (before === undefined || now === undefined) throw new Error('nothing was read');
  expect(ratesBetween(before, now)).toMatchObject({
    width: 640,
    height: 360,
    codec: 'VP8',
    framesPerSecond: 12,
    bitrate: 1_000_000,
    lossRatio: 0.1,
    freezes: 1,
    droppedRatio: 0.2,
    jitterMs: 12,
    roundTripMs: 50,
  });
  expect(ratesBetween(before, now).decodeMs).toBeCloseTo(10);
  expect(now.protocol).toBe('tcp');
});

it('WHY-7: what a browser does not tell is not there', () => {
  expect(readReceived(report(pair), 0)).toBeUndefined();
  const bare = readReceived(report({ type: 'inbound-rtp' }), 0);
  expect(bare).toMatchObject({ packets: 0, jitterMs: undefined, roundTripMs: undefined, codec: undefined });
  expect(readSent(producerId, report(pair))).toBeUndefined();
  expect(SendStats.safeParse(readSent(producerId, report({ type: 'outbound-rtp' }))).success).toBe(true);
});

it('WHY-13: a sender tells its layers from low to high, and the worst of what holds them back', () => {
  const source = { type: 'media-source', kind: 'video', width: 1280, height: 720, framesPerSecond: 30 };
  const sent = readSent(
    producerId,
    report(
      outbound('r2', 720, { active: false, qualityLimitationReason: 'bandwidth' }),
      outbound('r0', 180),
      outbound('r1', 360, { qualityLimitationReason: 'cpu' }),
      pair,
      source,
    ),
  );
  expect(sent).toMatchObject({ limitedBy: 'bandwidth', availableBitrate: 2e6, captured: { height: 720 } });
  expect(sent?.layers.map(({ height, active }) => [height, active])).toEqual([
    [180, true],
    [360, true],
    [720, false],
  ]);
  expect(SendStats.safeParse(sent).success).toBe(true);
});

it('WHY-13: only what has changed is worth telling', () => {
  const now = readSent(producerId, report(outbound('r0', 180), pair));
  if (now === undefined) throw new Error('nothing was read');
  expect(isWorthTelling([], [now])).toBe(true);
  expect(isWorthTelling([now], [{ ...now, availableBitrate: 1.9e6 }])).toBe(false);
  expect(isWorthTelling([now], [{ ...now, limitedBy: 'cpu' }])).toBe(true);
  expect(isWorthTelling([now], [{ ...now, availableBitrate: 0.5e6 }])).toBe(true);
  expect(isWorthTelling([now], [])).toBe(false);
});
