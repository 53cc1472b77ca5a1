import { randomUUID } from 'node:crypto';
import { defaultLimits, MeetingId, ProducerId, type ProduceInput, TransportId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { participantInfo } from '../../test/participantInfo.ts';
import { oneWorker } from '../../test/oneWorker.ts';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { audioParameters } from '../../test/rtp.ts';
import type { WorkerPool } from '../media/WorkerPool.ts';
import { PeerMedia } from './PeerMedia.ts';
import { ProducerSet } from './ProducerSet.ts';
import { Seat } from './Seat.ts';
import type { LocalStream } from './Stream.ts';

let pool: WorkerPool;
let log: RecordingLog;
let told: number[][];
let stream: LocalStream;
let producers: ProducerSet;
let sendAudio: (more?: Partial<ProduceInput>) => ReturnType<ProducerSet['produce']>;

beforeAll(async () => {
  pool = await oneWorker();
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
  producers = new ProducerSet({ media, seat, requestMs, log, onClosed: () => {}, onScore });
  const transportId = TransportId.parse(media.sendTransport.id);
  sendAudio = (more) =>
    producers.produce({
      transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused: false,
      ...more,
    });
  ({ stream } = await sendAudio());
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

it('CODEC-6: nothing comes of the one before when what takes its place is muted', async () => {
  const replaces = ProducerId.parse(stream.producer.id);
  const flowing = await sendAudio({ rtpParameters: audioParameters('1'), replaces });
  expect(producers.streams).toEqual([stream, flowing.stream]);
  const muted = await sendAudio({
    rtpParameters: audioParameters('2'),
    replaces: ProducerId.parse(flowing.stream.producer.id),
    paused: true,
  });
  expect(producers.streams).toEqual([muted.stream]);
  expect([stream, flowing.stream].every(({ producer }) => producer.closed)).toBe(true);
});
