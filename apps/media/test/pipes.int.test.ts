import { randomUUID } from 'node:crypto';
import { RouterBench } from '@convene/horizontal/testing';
import { defaultLimits, MeetingId, ProducerId } from '@convene/protocol';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EagerPipes } from '../src/cluster/EagerPipes.ts';
import { MediaPipes } from '../src/cluster/MediaPipes.ts';
import { transportOptions } from '../src/config.ts';
import { MediaRouter } from '../src/media/MediaRouter.ts';
import type { PipeUse, PipeWish, StreamOrigin } from '../src/room/pipePorts.ts';
import type { LocalPart, RoomSubscriber } from '../src/room/ports.ts';
import { FakeRoom } from './FakeRoom.ts';
import { OtherServers } from './OtherServers.ts';
import { RecordingLog } from './RecordingLog.ts';
import { waitFor, waitUntil } from './waitFor.ts';

const limits = { ...defaultLimits, pipeIdleMs: 300, pipeRetryMs: 20, pipeRetryMostMs: 200 };
/** What other servers are told in the place of 127.0.0.1. */
const ANNOUNCED = '127.0.0.2';
const meetingId = MeetingId.parse(randomUUID());

let bench: RouterBench;
let log: RecordingLog;
let others: OtherServers;
let pipes: MediaPipes;
let source: MediaRouter;
let target: MediaRouter;
let workers: readonly [types.Worker, types.Worker];
let mic: Awaited<ReturnType<RouterBench['audio']>>;

beforeEach(async () => {
  bench = new RouterBench();
  log = new RecordingLog();
  others = new OtherServers();
  const options = { listenIp: '127.0.0.1', announcedAddress: ANNOUNCED, srtp: true, eager: false };
  pipes = new MediaPipes({ remote: others, options, limits, log });
  workers = await Promise.all([bench.worker(), bench.worker()]);
  [source, target] = await Promise.all([mediaRouter(workers[0]), mediaRouter(workers[1])]);
  mic = await bench.audio(source.router);
});
afterEach(async () => {
  pipes.close();
  await bench.close();
});

async function mediaRouter(worker: types.Worker): Promise<MediaRouter> {
  const webRtcServer = await worker.createWebRtcServer({
    listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
  });
  const place = { workerId: randomUUID(), index: 0, pid: worker.pid };
  const router = await MediaRouter.create({
    ...{ worker, webRtcServer, place, transport: transportOptions, log },
    claimConsumer: () => () => {},
  });
  router.assign(meetingId);
  return router;
}

type Receiver = { readonly use: PipeUse; readonly told: (types.Producer | undefined)[] };

function receive(change: Partial<PipeWish> = {}): Receiver {
  const told: Receiver['told'] = [];
  const origin: StreamOrigin = { on: 'here', router: source };
  const producerId = ProducerId.parse(mic.producer.id);
  const onProducer = (producer: types.Producer | undefined) => told.push(producer);
  return { told, use: pipes.use({ meetingId, producerId, origin, target, onProducer, ...change }) };
}

/** The producer that a receiver has now. */
const producerOf = async ({ told }: Receiver) => waitFor('the piped producer', () => told.at(-1));
/** Of the source: what goes through pipes only. */
const pipeConsumers = async () => {
  const dump = await source.router.dump();
  return dump.mapConsumerIdProducerId.filter(({ value }) => value === mic.producer.id).length;
};
const packetsOver = async (producer: types.Producer) => (await producer.getStats())[0]?.packetCount ?? 0;
const states = () => pipes.pipesOf(meetingId).map(({ producerId, state }) => [producerId !== null, state]);

test('PIPE-21, PIPE-26 (000-34, 000-41): a hundred receivers hold one piped producer; none is told before it holds its use', async () => {
  const receivers = Array.from({ length: 100 }, () => {
    const receiver = receive();
    expect(receiver.told).toEqual([]);
    return receiver;
  });
  const producers = await Promise.all(receivers.map(producerOf));
  expect(new Set(producers).size).toBe(1);
  expect(producers[0]?.id).toBe(mic.producer.id);
  expect(await pipeConsumers()).toBe(1);
  const late = receive();
  expect(late.told).toEqual([]);
  expect(await producerOf(late)).toBe(producers[0]);
  expect(states()).toEqual([
    [false, 'open'],
    [true, 'open'],
  ]);
  // PIPE-26: the worker forwards to the pipe as to anybody.
  expect(source.counts.consumers).toBe(1);
});

test('PIPE-28 (000-45..49, X7, X9, X16, X17): each side listens on its own address; SRTP and RTX are for other servers, SCTP for none', async () => {
  const made: types.PipeTransport[] = [];
  for (const { router } of [source, target]) {
    // Its type says which transport it is.
    router.observer.on('newtransport', (transport) => made.push(transport as types.PipeTransport));
  }
  await producerOf(receive());
  const inside = await Promise.all(made.splice(0).map(async (transport) => transport.dump()));
  const elsewhere = await mediaRouter(await bench.worker());
  elsewhere.router.observer.on('newtransport', (transport) => made.push(transport as types.PipeTransport));
  const far = receive({ origin: others.add(source), target: elsewhere });
  await producerOf(far);
  const between = await Promise.all(made.map(async (transport) => transport.dump()));
  expect([inside.length, between.length]).toEqual([2, 2]);
  for (const { tuple, rtx, srtpParameters, sctpParameters } of inside) {
    expect(tuple.localAddress).toBe('127.0.0.1');
    expect([rtx, srtpParameters, sctpParameters]).toEqual([false, undefined, undefined]);
  }
  for (const { tuple, rtx, srtpParameters, sctpParameters } of between) {
    expect(tuple.localAddress).toBe(ANNOUNCED);
    expect(rtx).toBe(true);
    expect(srtpParameters?.cryptoSuite).toBe('AEAD_AES_256_GCM');
    expect(sctpParameters).toBeUndefined();
  }
});

test('PIPE-22: what flows to nobody is no longer forwarded after a while, and flows again at once', async () => {
  const [ann, bob] = [receive(), receive()];
  const producer = await producerOf(ann);
  bench.send(mic);
  await waitUntil('packets', async () => (await packetsOver(producer)) > 3);
  ann.use.setActive(false);
  // A packet every 10 ms: these take longer than the idle time.
  const whenAnnLeft = await packetsOver(producer);
  await waitUntil('packets for Bob', async () => (await packetsOver(producer)) > whenAnnLeft + 45);
  bob.use.setActive(false);
  const sent = await bench.receive(source.router, mic.producer.id);
  await waitUntil('silence between the routers', async () => {
    const [before, already] = [await packetsOver(producer), sent.length];
    await waitUntil('packets into the source', () => sent.length > already + 5);
    return (await packetsOver(producer)) === before;
  });
  expect(producer).toMatchObject({ paused: false, closed: false });
  const before = await packetsOver(producer);
  ann.use.setActive(true);
  await waitUntil('packets again', async () => (await packetsOver(producer)) > before + 3);
  expect([ann.told, bob.told]).toEqual([[producer], [producer]]);
});

test('PIPE-23: the last release closes producer and pair after a while; whoever comes before finds them', async () => {
  const other = await bench.audio(source.router);
  const [ann, control] = [receive(), receive({ producerId: ProducerId.parse(other.producer.id) })];
  const [producer, unwanted] = await Promise.all([producerOf(ann), producerOf(control)]);
  ann.use.release();
  ann.use.release();
  const bob = receive();
  expect(await producerOf(bob)).toBe(producer);
  control.use.release();
  // Let go later than Ann let go: by its end hers would have come.
  await waitUntil('the end of the one that nobody wants', () => unwanted.closed);
  expect(producer.closed).toBe(false);
  const history: ReturnType<typeof states>[] = [];
  pipes.onChanged(() => history.push(states()));
  bob.use.release();
  await waitUntil('the end of the piped producer', () => producer.closed);
  await waitUntil('the end of the pair', () => pipes.meetingIds.size === 0);
  // The pair waits for as long again.
  expect(history).toEqual([[[false, 'open']], []]);
  expect(await pipeConsumers()).toBe(0);
  // Chat's, and the microphones'.
  expect((await source.router.dump()).transportIds).toHaveLength(3);
  expect((await target.router.dump()).transportIds).toHaveLength(1);
  expect([ann.told, bob.told]).toEqual([[producer], [producer]]);
});

test('PIPE-24: a pipe that is lost is told, and made again with pauses that grow while somebody wants it', async () => {
  const origin = others.add(source);
  others.isReachable = false;
  const ann = receive({ origin });
  await waitUntil('several attempts', () => others.asked.length >= 6);
  expect(states()).toContainEqual([true, expect.stringMatching(/broken|connecting/)]);
  // The first five pauses, each up to a quarter shorter than 20, 40, 80, 160 and 200 ms.
  expect(others.asked[5]! - others.asked[0]!).toBeGreaterThan(370);
  // It is said once.
  expect(
    log.lines.filter(({ message, level }) => message === 'producer not piped' && level === 'warn'),
  ).toHaveLength(1);
  others.isReachable = true;
  const producer = await producerOf(ann);
  expect(producer.rtpParameters.codecs[0]?.mimeType).toBe('audio/opus');

  producer.close();
  await waitUntil('the next one', () => ann.told.length >= 3);
  expect(ann.told[1]).toBeUndefined();
  const again = await producerOf(ann);
  expect(again).not.toBe(producer);
  expect(again.id).toBe(mic.producer.id);
});

test('PIPE-24: a server that can be reached again is asked at once', async () => {
  const origin = others.add(source);
  others.isReachable = false;
  const ann = receive({ origin });
  await waitUntil('an attempt', () => others.asked.length >= 2);
  others.isReachable = true;
  if (origin.on === 'elsewhere') pipes.serverReachable(origin.serverId);
  await producerOf(ann);
});

test('PIPE-24: the death of the source’s worker ends the pipe; nothing is tried for a target that is gone', async () => {
  const ann = receive();
  const producer = await producerOf(ann);
  process.kill(workers[0].pid, 'SIGKILL');
  await waitUntil('the loss', () => ann.told.length === 2);
  expect(ann.told).toEqual([producer, undefined]);
  expect(producer.closed).toBe(true);
  target.close();
  await waitUntil('the end of the attempts', () => pipes.meetingIds.size === 0);
  ann.use.release();
});

test('PIPE-24: whoever lets go while the pipe is set up leaves nothing', async () => {
  receive().use.release();
  const bob = receive();
  const producer = await producerOf(bob);
  bob.use.release();
  await waitUntil('the end', () => producer.closed && pipes.meetingIds.size === 0);
  expect(await pipeConsumers()).toBe(0);
});

test('PIPE-24: a server that closes leaves nothing, whatever is on its way', async () => {
  const [ann, bob] = [receive(), receive({ origin: others.add(source) })];
  pipes.close();
  const late = receive();
  late.use.setActive(true);
  late.use.release();
  await waitUntil('nothing on the target', async () => {
    const { transportIds, mapProducerIdConsumerIds } = await target.router.dump();
    // Chat's transport.
    return transportIds.length === 1 && mapProducerIdConsumerIds.length === 0;
  });
  expect(await pipeConsumers()).toBe(0);
  expect([ann.told, bob.told, late.told]).toEqual([[], [], []]);
  expect(pipes.meetingIds.size).toBe(0);
});

test('PIPE-25 (000-22, 000-27, X18): with PIPE_EAGER what is announced is piped unasked, until it goes', async () => {
  const origin = others.add(source);
  if (origin.on === 'here') throw new Error('it is elsewhere');
  let announce: RoomSubscriber['partChanged'] = () => {};
  const routers = [target];
  const eager = new EagerPipes({
    pipes,
    routersOf: () => routers,
    cluster: {
      listen: async (_: MeetingId, subscriber: RoomSubscriber, __: LocalPart) => {
        announce = (serverId, part) => subscriber.partChanged(serverId, part);
        return Promise.resolve(() => {});
      },
      reportDemand: () => {},
      order: async () => {},
      refresh: async () => {},
      readStreamStats: async () => undefined,
      routerClosed: () => {},
      roomClosed: () => {},
    },
  });
  const room = new FakeRoom(meetingId);
  const end = await eager.listen(meetingId, room, room);
  const far = new FakeRoom(meetingId);
  const stream = {
    ...far.send(far.sitDown()),
    producerId: ProducerId.parse(mic.producer.id),
    routerId: source.id,
  };
  const part = {
    serverId: origin.serverId,
    reachable: true,
    participants: [],
    streams: [stream],
    speaker: null,
  };
  announce(origin.serverId, part);
  announce(origin.serverId, part);
  expect(room.parts.size).toBe(1);
  await waitUntil('the pipe', () => states().length === 2 && states().every(([, state]) => state === 'open'));
  expect(await pipeConsumers()).toBe(1);
  // The room goes on to one more worker, and nothing is announced anew.
  routers.push(await mediaRouter(await bench.worker()));
  eager.routersChanged(meetingId);
  await waitUntil('the pipe to the next router', () => states().length === 4);
  routers.pop();
  announce(origin.serverId, { ...part, streams: [] });
  await waitUntil('its end', () => pipes.meetingIds.size === 0);
  announce(origin.serverId, part);
  await waitUntil('the pipe again', () => states().length === 2);
  end();
  await waitUntil('the end with the room', () => pipes.meetingIds.size === 0);
});
