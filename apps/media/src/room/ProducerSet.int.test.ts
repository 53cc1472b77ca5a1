import { randomUUID } from 'node:crypto';
import { defaultLimits, MeetingId, TransportId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { mediaOptions } from '../../test/mediaOptions.ts';
import { participantInfo } from '../../test/participantInfo.ts';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { audioParameters } from '../../test/rtp.ts';
import { WorkerPool } from '../media/WorkerPool.ts';
import { PeerMedia } from './PeerMedia.ts';
import { ProducerSet } from './ProducerSet.ts';
import { Seat } from './Seat.ts';
import type { LocalStream } from './Stream.ts';

let pool: WorkerPool;
let log: RecordingLog;
let told: number[][];
let stream: LocalStream;

beforeAll(async () => {
  pool = await WorkerPool.create({
    media: await mediaOptions({}),
    limits: defaultLimits,
    log: new RecordingLog(),
    onWorkerDied: () => {},
    onAllGivenUp: () => {},
  });
});
afterAll(() => pool.close());

beforeEach(async () => {
  log = new RecordingLog();
  told = [];
  const requestMs = defaultLimits.workerRequestMs;
  const router = await pool.getLeastLoadedWorker().takeRouter(MeetingId.parse(randomUUID()));
  const media = await PeerMedia.create({ router, requestMs, onData: () => {} });
  const seat = new Seat(participantInfo());
  const onScore = (_: unknown, scores: number[]) => told.push(scores);
  const producers = new ProducerSet({ media, seat, requestMs, log, onClosed: () => {}, onScore });
  const produced = await producers.produce({
    transportId: TransportId.parse(media.sendTransport.id),
    source: 'microphone',
    kind: 'audio',
    rtpParameters: audioParameters(),
    paused: false,
  });
  stream = produced.stream;
  return () => router.close();
});

/** As the worker says it when packets are lost. */
const score = (value: number) => stream.producer.emit('score', [{ encodingIdx: 0, ssrc: 1, score: value }]);
const warnings = () =>
  log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['scores']);

it('PRODUCE-13: a score below 5 is warned of, once until it is better (004-69)', () => {
  for (const value of [10, 4, 3, 5, 2]) score(value);
  expect(warnings()).toEqual([[4], [2]]);
  expect(told).toEqual([[10], [4], [3], [5], [2]]);
});

it('PRODUCE-13: who is muted sends nothing, and is no poor sender', async () => {
  await stream.producer.pause();
  score(0);
  expect(warnings()).toEqual([]);
});
