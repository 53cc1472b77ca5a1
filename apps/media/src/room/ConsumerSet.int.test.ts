import { randomUUID } from 'node:crypto';
import {
  type ConsumerId,
  defaultLimits,
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  type RoomEvent,
  RouterId,
  ServerId,
  type StreamId,
  streamIdOf,
} from '@convene/protocol';
import fc from 'fast-check';
import type { types } from 'mediasoup';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { oneWorker } from '../../test/oneWorker.ts';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { audioParameters } from '../../test/rtp.ts';
import { waitUntil } from '../../test/waitFor.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { toMediasoupParameters } from '../media/rtp.ts';
import type { WorkerPool } from '../media/WorkerPool.ts';
import { ConsumerSet } from './ConsumerSet.ts';
import { PeerMedia } from './PeerMedia.ts';
import type { PipeUse, PipeWish, RoomPipes } from './pipePorts.ts';
import type { Stream } from './Stream.ts';
import { TileView } from './TileView.ts';

const meetingId = MeetingId.parse(randomUUID());
let pool: WorkerPool;
let router: MediaRouter;

beforeAll(async () => {
  pool = await oneWorker();
});
afterAll(() => pool.close());
beforeEach(async () => {
  router = await pool.getLeastLoadedWorker().takeRouter(meetingId);
});
afterEach(() => router.close());

type Use = { readonly wish: PipeWish; active: boolean };

/** Real producers with the wished ids, on the receiver's router, that come and go when a test says so. */
class FakePipes implements RoomPipes {
  readonly uses = new Set<Use>();
  readonly #transport: types.DirectTransport;
  readonly #standing = new Map<ProducerId, types.Producer>();

  constructor(transport: types.DirectTransport) {
    this.#transport = transport;
  }

  use(wish: PipeWish): PipeUse {
    const use: Use = { wish, active: true };
    this.uses.add(use);
    queueMicrotask(() => this.#tell(use));
    return { setActive: (active) => (use.active = active), release: () => this.uses.delete(use) };
  }

  usesOf(producerId: ProducerId): Use[] {
    return [...this.uses].filter(({ wish }) => wish.producerId === producerId);
  }

  stands(producerId: ProducerId): boolean {
    return this.#standing.has(producerId);
  }

  /** As a pipe does, only while somebody holds a use. */
  async stand(id: ProducerId): Promise<void> {
    if (this.#standing.has(id) || this.usesOf(id).length === 0) return;
    const rtpParameters = toMediasoupParameters(audioParameters(id.slice(0, 8)));
    const producer = await this.#transport.produce({ id, kind: 'audio', rtpParameters });
    this.#standing.set(id, producer);
    for (const use of this.usesOf(id)) this.#tell(use);
  }

  /** The word of it comes before the worker tells of the consumers' end, or after it. */
  async lose(id: ProducerId, first: 'word' | 'worker'): Promise<void> {
    const producer = this.#standing.get(id);
    if (producer === undefined) return;
    this.#standing.delete(id);
    const consumers = (await router.router.dump()).mapProducerIdConsumerIds.find(({ key }) => key === id);
    producer.close();
    if (first === 'worker' && consumers !== undefined) {
      await waitUntil('the worker to have closed the producer', async () => {
        const { mapProducerIdConsumerIds } = await router.router.dump();
        return !mapProducerIdConsumerIds.some(({ key }) => key === id);
      });
    }
    for (const use of this.usesOf(id)) this.#tell(use);
  }

  #tell(use: Use): void {
    if (this.uses.has(use)) use.wish.onProducer(this.#standing.get(use.wish.producerId));
  }
}

function createStream(): Stream {
  const participantId = ParticipantId.parse(randomUUID());
  const streamId = streamIdOf(participantId, 'microphone');
  return {
    streamId,
    participantId,
    origin: {
      on: 'elsewhere',
      serverId: ServerId.parse(randomUUID()),
      routerId: RouterId.parse(randomUUID()),
    },
    producer: undefined,
    info: {
      streamId,
      participantId,
      peerId: PeerId.parse(randomUUID()),
      seatEpoch: 1,
      source: 'microphone',
      kind: 'audio',
      producerId: ProducerId.parse(randomUUID()),
      paused: false,
    },
  };
}

async function setUp({ idleMs = defaultLimits.consumerIdleMs } = {}) {
  const requestMs = defaultLimits.workerRequestMs;
  const pipes = new FakePipes(await router.router.createDirectTransport());
  const media = await PeerMedia.create({ router, requestMs, onData: () => {} });
  const sent: Stream[] = [];
  const selected = new Set<StreamId>();
  const events: RoomEvent[] = [];
  const consumers = new ConsumerSet({
    meetingId,
    media,
    pipes,
    rtpCapabilities: router.rtpCapabilities,
    view: new TileView(),
    requestMs,
    idleMs,
    log: new RecordingLog(),
    select: () => ({
      selected: new Set(sent.flatMap(({ streamId }) => (selected.has(streamId) ? [streamId] : []))),
      streams: [...sent],
      isSent: (producerId) => sent.some(({ info }) => info.producerId === producerId),
    }),
    goesOn: (streamId) => sent.some((stream) => stream.streamId === streamId),
    emit: (event) => events.push(event),
    onWants: () => {},
  });
  consumers.announce();
  const close = () => {
    consumers.close();
    media.close();
  };
  return { pipes, sent, selected, events, consumers, close };
}

/** What the client has, by the events alone; it is told of no consumer twice, and of no end without a beginning. */
function heldBy(events: readonly RoomEvent[]): Map<ConsumerId, ProducerId> {
  const held = new Map<ConsumerId, ProducerId>();
  for (const event of events) {
    if (event.type === 'newConsumer') {
      const { consumerId, producerId } = event.consumer;
      expect([...held.values()]).not.toContain(producerId);
      held.set(consumerId, producerId);
    } else if (event.type === 'consumerClosed') expect(held.delete(event.consumerId)).toBe(true);
  }
  return held;
}

it('SPREAD-5, SPREAD-7: the consumer of a stream elsewhere is made when its producer stands, and says whether it flows', async () => {
  const { pipes, sent, selected, events, consumers, close } = await setUp();
  const stream = createStream();
  const { producerId } = stream.info;
  sent.push(stream);
  selected.add(stream.streamId);
  await consumers.sync();
  expect(pipes.usesOf(producerId)).toHaveLength(1);
  expect([events, consumers.infos]).toEqual([[], []]);
  expect(consumers.wants.get(producerId)).toBe(7);
  await pipes.stand(producerId);
  await waitUntil('the consumer', () => heldBy(events).size === 1);
  const { consumerId } = consumers.infos[0]!;
  // Not ready, ready, hidden: the pipe knows whether anything is to flow.
  const [use] = pipes.usesOf(producerId) as [Use];
  await waitUntil('the pipe to rest', () => !use.active);
  await consumers.resume(consumerId);
  expect([use.active, consumers.flows(stream)]).toEqual([true, true]);
  selected.clear();
  await consumers.sync();
  expect([use.active, consumers.flows(stream)]).toEqual([false, false]);
  expect(consumers.wants.get(producerId)).toBe(-1);
  close();
  expect(pipes.uses.size).toBe(0);
});

it('SPREAD-5: a wish that is no longer selected before its producer stands is taken back', async () => {
  const { pipes, sent, selected, events, consumers, close } = await setUp();
  const stream = createStream();
  sent.push(stream);
  selected.add(stream.streamId);
  await consumers.sync();
  selected.clear();
  await consumers.sync();
  expect(pipes.uses.size).toBe(0);
  expect(events).toEqual([]);
  close();
});

it('CONSUME-15: a microphone that is not selected any more is paused, let go after a while, and back when it is', async () => {
  const { pipes, sent, selected, events, consumers, close } = await setUp({ idleMs: 300 });
  const stream = createStream();
  const { producerId } = stream.info;
  sent.push(stream);
  selected.add(stream.streamId);
  await consumers.sync();
  await pipes.stand(producerId);
  await waitUntil('the consumer', () => heldBy(events).size === 1);
  selected.clear();
  await consumers.sync();
  expect([heldBy(events).size, consumers.flows(stream), pipes.usesOf(producerId).length]).toEqual([
    1,
    false,
    1,
  ]);
  await waitUntil('it to be let go', () => heldBy(events).size === 0);
  expect([consumers.infos, pipes.uses.size]).toEqual([[], 0]);
  selected.add(stream.streamId);
  await consumers.sync();
  await waitUntil('it to be back', () => heldBy(events).size === 1);
  close();
});

it('SPREAD-6: in any order of losses, choices and ends there is one use and one consumer of each producer at most', async () => {
  const step = fc.record({
    what: fc.constantFrom('stand', 'loseWord', 'loseWorker', 'select', 'deselect', 'send', 'end', 'resume'),
    which: fc.nat({ max: 1 }),
    /** Whether what it leads to is waited for before the next step. */
    settles: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const { pipes, sent, selected, events, consumers, close } = await setUp();
      const streams = [createStream(), createStream()];
      for (const { streamId } of streams) selected.add(streamId);
      sent.push(...streams);
      await consumers.sync();
      for (const { what, which, settles } of steps) {
        const stream = streams[which]!;
        const { streamId, info } = stream;
        if (what === 'stand') await pipes.stand(info.producerId);
        else if (what === 'loseWord') await pipes.lose(info.producerId, 'word');
        else if (what === 'loseWorker') await pipes.lose(info.producerId, 'worker');
        else if (what === 'resume') {
          for (const { consumerId } of consumers.infos) void consumers.resume(consumerId).catch(() => {});
        } else {
          if (what === 'select') selected.add(streamId);
          else if (what === 'deselect') selected.delete(streamId);
          else if (what === 'send' && !sent.includes(stream)) sent.push(stream);
          else if (what === 'end' && sent.includes(stream)) sent.splice(sent.indexOf(stream), 1);
          // As the room does, and for nothing else: news of a pipe must be enough by itself.
          const syncing = consumers.sync();
          if (settles) await syncing;
        }
        if (settles) await new Promise((resolve) => setImmediate(resolve));
      }
      await waitUntil('all to be in step', () => {
        const held = [...heldBy(events).values()].toSorted();
        return streams.every(({ streamId, info: { producerId } }) => {
          const isWanted = selected.has(streamId) && sent.some((stream) => stream.streamId === streamId);
          const has = held.includes(producerId);
          // What is wanted and stands is received; what is not sent, or does not stand, is not.
          if (isWanted && pipes.stands(producerId) && !has) return false;
          const isSent = sent.some((stream) => stream.streamId === streamId);
          if (has && !(isSent && pipes.stands(producerId))) return false;
          return pipes.usesOf(producerId).length === (isWanted || has ? 1 : 0);
        });
      });
      const told = [...heldBy(events).keys()].toSorted();
      expect(consumers.infos.map(({ consumerId }) => consumerId).toSorted()).toEqual(told);
      close();
      expect(pipes.uses.size).toBe(0);
      await waitUntil('no consumer to be left', () => router.counts.consumers === 0);
    }),
    { numRuns: 100, endOnFailure: true },
  );
});
