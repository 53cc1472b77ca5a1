import { expect, it } from 'vitest';
import type { ReceivedReading } from './readStats.ts';
import { SampleLog } from './SampleLog.ts';

const reading = (second: number, bytes = second * 1000): ReceivedReading => ({
  at: second * 1000,
  bytes,
  packets: second * 10,
  lost: 0,
  framesReceived: second * 30,
  framesDecoded: second * 30,
  framesDropped: 0,
  freezes: Math.floor(second / 50),
  decodeSeconds: 0,
  width: 640,
  height: 360,
  jitterMs: 1,
  roundTripMs: 1,
  codec: 'VP8',
  protocol: 'udp',
  decoder: undefined,
});

it('WHY-20: the last minute is kept, a sample for each second', () => {
  const log = new SampleLog();
  for (let second = 0; second < 200; second += 1) log.take(reading(second));
  expect(log.samples).toHaveLength(61);
  expect(log.samples.at(-1)).toMatchObject({ at: 199_000, bitrate: 8000, framesPerSecond: 30 });
  expect(log.recent).toMatchObject({ framesPerSecond: 30, framesReceived: 150 });
  expect(log.freezes).toBe(1);
  expect(log.protocol).toBe('udp');
});

it('WHY-20: another consumer of the same stream begins anew, and what was seen before stays drawn', () => {
  const log = new SampleLog();
  for (let second = 0; second < 5; second += 1) log.take(reading(second));
  log.take(reading(5, 10));
  expect(log.recent).toBeUndefined();
  expect(log.samples).toHaveLength(4);
  log.take(undefined);
  log.take(reading(7, 20));
  log.take(reading(8, 30));
  expect(log.samples).toHaveLength(5);
});
