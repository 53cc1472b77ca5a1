import { randomUUID } from 'node:crypto';
import {
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  ServerId,
  type Source,
  streamIdOf,
} from '@convene/protocol';
import type { WantedLayer } from '@convene/protocol/link';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Demand } from './Demand.ts';
import { highestWanted, NOT_WANTED, WANTED_WHOLE, wishOf, wishOnWire, wishUpTo } from './demandRules.ts';
import type { LocalStream, Stream } from './Stream.ts';

const LOWER_MS = 5_000;
const here = ServerId.parse(randomUUID());
const there = ServerId.parse(randomUUID());

type TestStream = { readonly info: LocalStream['info']; readonly producer: types.Producer };

type StreamShape = { readonly source?: Source; readonly type?: string; readonly layers?: number };

function createStream({ source = 'camera', type = 'simulcast', layers = 3 }: StreamShape = {}): TestStream {
  const participantId = ParticipantId.parse(randomUUID());
  const encodings = Array.from({ length: layers }, () => ({}));
  return {
    // All that is asked of a producer.
    producer: { type, rtpParameters: { encodings } } as unknown as types.Producer,
    info: {
      streamId: streamIdOf(participantId, source),
      participantId,
      peerId: PeerId.parse(randomUUID()),
      seatEpoch: 1,
      source,
      kind: 'video',
      producerId: ProducerId.parse(randomUUID()),
      paused: false,
    },
  };
}

const from = (serverId: ServerId, { info }: TestStream): Pick<Stream, 'info' | 'origin'> => ({
  info,
  origin: { on: 'elsewhere', serverId, routerId: RouterId.parse(randomUUID()) },
});

function setUp() {
  const room = {
    local: [] as TestStream[],
    remote: [] as Pick<Stream, 'info' | 'origin'>[],
    wants: [] as Map<ProducerId, number>[],
    servers: [] as ServerId[],
  };
  const told: number[] = [];
  const reports: [ServerId, WantedLayer[]][] = [];
  const demand = new Demand({
    lowerMs: LOWER_MS,
    localStreams: () => room.local,
    remoteStreams: () => room.remote,
    wants: () => room.wants,
    servers: () => room.servers,
    tell: (_, layer) => told.push(layer),
    report: (serverId, demands) => reports.push([serverId, [...demands.values()]]),
  });
  const look = async (ms = 0) => {
    demand.update();
    await vi.advanceTimersByTimeAsync(ms);
  };
  return { room, told, reports, demand, look };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([
  [[], NOT_WANTED],
  [[-1, -1], -1],
  [[0, -1], 0],
  [[1, 2, 0], 2],
  [[WANTED_WHOLE, 0], WANTED_WHOLE],
])('DEMAND-10: of %j the highest is %i', (wants, highest) => {
  expect(highestWanted(wants)).toBe(highest);
});

it('DEMAND-11: a layer that nobody wants is given up after a while, one that is wanted comes at once', async () => {
  const { room, told, look, demand } = setUp();
  const camera = createStream();
  room.local = [camera];
  room.wants = [new Map([[camera.info.producerId, 0]]), new Map()];
  await look(LOWER_MS - 100);
  expect(told).toEqual([]);
  await look(200);
  expect(told).toEqual([0]);
  expect(demand.toldOf(camera)).toBe(0);
  room.wants.push(new Map([[camera.info.producerId, WANTED_WHOLE]]));
  await look();
  expect(told).toEqual([0, 2]);
  expect(demand.toldOf(camera)).toBeUndefined();
});

it('DEMAND-11: who looks away for a moment changes nothing; what sank further while it waited waits again', async () => {
  const { room, told, look } = setUp();
  const camera = createStream();
  const want = (layer: number) => (room.wants = [new Map([[camera.info.producerId, layer]])]);
  room.local = [camera];
  want(0);
  await look(LOWER_MS - 100);
  want(2);
  await look(LOWER_MS);
  expect(told).toEqual([]);
  want(1);
  await look(LOWER_MS - 100);
  want(-1);
  await look(200);
  expect(told).toEqual([1]);
  await look(LOWER_MS);
  expect(told).toEqual([1, -1]);
});

it('DEMAND-12: what other servers’ people want counts as much; one that has not said so wants all', async () => {
  const { room, told, look, demand } = setUp();
  const camera = createStream();
  room.local = [camera];
  room.servers = [here, there];
  demand.reported(here, new Map([[camera.info.producerId, 0]]));
  await look(2 * LOWER_MS);
  expect(told).toEqual([]);
  demand.reported(there, new Map([[camera.info.producerId, -1]]));
  await look(2 * LOWER_MS);
  expect(told).toEqual([0]);
  demand.reported(there, new Map([[camera.info.producerId, 1]]));
  await look();
  expect(told).toEqual([0, 1]);
  // A report replaces the one before it: what is not in it is wanted whole.
  demand.reported(there, new Map());
  await look();
  expect(told).toEqual([0, 1, 2]);
});

it('DEMAND-12: a server whose part is gone wants nothing, and when it comes back all until it says so', async () => {
  const { room, told, look, demand } = setUp();
  const camera = createStream();
  room.local = [camera];
  room.servers = [there];
  demand.reported(there, new Map([[camera.info.producerId, 1]]));
  await look(2 * LOWER_MS);
  room.servers = [];
  demand.forget(there);
  await look(2 * LOWER_MS);
  expect(told).toEqual([1, -1]);
  room.servers = [there];
  await look();
  expect(told).toEqual([1, -1, 2]);
});

it('DEMAND-13: screens, SVC and cameras of one layer are never lowered', async () => {
  const { room, told, look, demand } = setUp();
  room.local = [
    createStream({ source: 'screen' }),
    createStream({ type: 'svc', layers: 1 }),
    createStream({ layers: 1 }),
  ];
  await look(3 * LOWER_MS);
  expect(told).toEqual([]);
  expect(room.local.map((stream) => demand.toldOf(stream))).toEqual([undefined, undefined, undefined]);
});

it('DEMAND-14: each server is told what people here want of its cameras, whole and only when it changes', async () => {
  const { room, reports, look, demand } = setUp();
  const [one, other, third] = [createStream(), createStream(), createStream()];
  room.remote = [
    from(here, one),
    from(here, other),
    from(there, third),
    from(there, createStream({ source: 'screen' })),
  ];
  room.wants = [
    new Map([
      [one.info.producerId, 1],
      [other.info.producerId, WANTED_WHOLE],
      [third.info.producerId, WANTED_WHOLE],
    ]),
    new Map([[one.info.producerId, 0]]),
  ];
  // Its server waits before it tells the sender: it does not wait twice.
  await look(LOWER_MS / 10 - 100);
  expect(reports).toEqual([]);
  await look(200);
  expect(reports).toEqual([[here, [1]]]);
  await look(3 * LOWER_MS);
  expect(reports).toHaveLength(1);
  room.wants = [new Map([[one.info.producerId, 2]])];
  await look();
  expect(reports.at(-1)).toEqual([here, [2]]);
  await look(2 * LOWER_MS);
  expect(reports.slice(2)).toEqual([
    [here, [2, -1]],
    [there, [-1]],
  ]);
  // A server that came back has forgotten.
  demand.forget(there);
  await look();
  expect(reports.at(-1)).toEqual([there, [-1]]);
});

it('DEMAND-15: nothing is told, and no timer left, after the room has closed', async () => {
  const { room, told, look, demand } = setUp();
  room.local = [createStream()];
  await look(100);
  demand.close();
  expect(vi.getTimerCount()).toBe(0);
  await look(2 * LOWER_MS);
  expect(told).toEqual([]);
});

const amongMany = (spatialLayer: number): number => wishOf({ spatialLayer, amongMany: true });

it.each([
  ['nobody and one among many', [NOT_WANTED, amongMany(0)], amongMany(0)],
  ['one among many and one who sees few', [amongMany(0), 0], amongMany(0)],
  ['one among many and one who sees it large', [2, amongMany(0), -1], amongMany(2)],
  ['one among many, and what is not told yet', [amongMany(0), WANTED_WHOLE], amongMany(WANTED_WHOLE)],
])('DEMAND-16: %s together want the highest layer, and the lowest with fewer bits', (_, wishes, together) => {
  expect(highestWanted(wishes)).toBe(together);
});

it('DEMAND-16: a wish crosses the wire as it is, and is for no layer that there is not', () => {
  for (const wish of [NOT_WANTED, 0, 1, 2, WANTED_WHOLE, ...[0, 1, 2, WANTED_WHOLE].map(amongMany)]) {
    const wire = wishOnWire(wish);
    expect(Number.isInteger(wire.spatialLayer)).toBe(true);
    expect(wishOf(wire)).toBe(wish);
  }
  expect(wishUpTo(amongMany(WANTED_WHOLE), 2)).toBe(amongMany(2));
  expect(wishUpTo(WANTED_WHOLE, 1)).toBe(1);
  expect(wishUpTo(NOT_WANTED, 2)).toBe(NOT_WANTED);
  expect(wishOf({ spatialLayer: NOT_WANTED, amongMany: true })).toBe(NOT_WANTED);
});

it('DEMAND-16: the lowest layer has fewer bits while anybody sees many tiles, whatever others see; more at once', async () => {
  const { room, told, look, demand } = setUp();
  const camera = createStream();
  room.local = [camera];
  const large = new Map([[camera.info.producerId, 2]]);
  const small = new Map([[camera.info.producerId, amongMany(0)]]);
  room.wants = [small];
  await look(LOWER_MS);
  expect(told).toEqual([amongMany(0)]);
  room.wants = [small, large];
  await look(1);
  expect(told).toEqual([amongMany(0), amongMany(2)]);
  room.wants = [large];
  await look(1);
  expect(told).toEqual([amongMany(0), amongMany(2), 2]);
  expect(demand.toldOf(camera)).toBeUndefined();
  room.wants = [small, large];
  await look(LOWER_MS - 100);
  expect(told).toHaveLength(3);
  await look(200);
  expect(told.at(-1)).toBe(amongMany(2));
  expect(demand.toldOf(camera)).toBe(amongMany(2));
  demand.close();
});
