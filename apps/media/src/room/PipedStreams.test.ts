import { randomUUID } from 'node:crypto';
import {
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  ServerId,
  streamIdOf,
} from '@convene/protocol';
import fc from 'fast-check';
import type { types } from 'mediasoup';
import { expect, it } from 'vitest';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { PipedStreams } from './PipedStreams.ts';
import type { PipeUse, PipeWish, RoomPipes } from './pipePorts.ts';
import type { Stream } from './Stream.ts';

/** Routers are told apart, and nothing is asked of them. */
const [router, otherRouter] = [{} as MediaRouter, {} as MediaRouter];

/** Holds uses; tells of producers when a test says so. */
class FakePipes implements RoomPipes {
  readonly uses: { readonly wish: PipeWish; active: boolean; released: boolean }[] = [];

  use(wish: PipeWish): PipeUse {
    const use = { wish, active: true, released: false };
    this.uses.push(use);
    return {
      setActive: (active) => {
        expect(use.released).toBe(false);
        expect(use.active).not.toBe(active);
        use.active = active;
      },
      release: () => {
        expect(use.released).toBe(false);
        use.released = true;
      },
    };
  }

  get held() {
    return this.uses.filter(({ released }) => !released);
  }
}

function createStream(origin: Stream['origin']): Stream {
  const participantId = ParticipantId.parse(randomUUID());
  const streamId = streamIdOf(participantId, 'camera');
  return {
    streamId,
    participantId,
    origin,
    producer: origin.on === 'here' ? ({} as types.Producer) : undefined,
    info: {
      streamId,
      participantId,
      peerId: PeerId.parse(randomUUID()),
      seatEpoch: 1,
      source: 'camera',
      kind: 'video',
      producerId: ProducerId.parse(randomUUID()),
      paused: false,
    },
  };
}

const elsewhere = (): Stream['origin'] => ({
  on: 'elsewhere',
  serverId: ServerId.parse(randomUUID()),
  routerId: RouterId.parse(randomUUID()),
});

function setUp() {
  const pipes = new FakePipes();
  const changes = { count: 0 };
  const piped = new PipedStreams({
    meetingId: MeetingId.parse(randomUUID()),
    router,
    pipes,
    onChanged: () => (changes.count += 1),
  });
  return { pipes, piped, changes };
}

it('SPREAD-5: what was made on the receiver’s own router is there; all else is wished for, once (000-31, X18)', () => {
  const { pipes, piped } = setUp();
  const [own, neighbour, far] = [
    createStream({ on: 'here', router }),
    createStream({ on: 'here', router: otherRouter }),
    createStream(elsewhere()),
  ];
  for (const stream of [own, neighbour, far, neighbour, far]) piped.wish(stream);
  expect(piped.find(own)).toBe(own.producer);
  expect([piped.find(neighbour), piped.find(far)]).toEqual([undefined, undefined]);
  expect(pipes.uses.map(({ wish }) => wish.producerId)).toEqual(
    [neighbour, far].map(({ info }) => info.producerId),
  );
  expect(pipes.uses.map(({ wish }) => wish.origin)).toEqual([neighbour.origin, far.origin]);
  expect(pipes.uses.every(({ wish }) => wish.target === router)).toBe(true);
});

it('SPREAD-6: in any order of wishes, losses and releases each producer has at most one use, and none is left', () => {
  const streams = [
    createStream(elsewhere()),
    createStream(elsewhere()),
    createStream({ on: 'here', router: otherRouter }),
  ];
  const step = fc.record({
    what: fc.constantFrom('wish', 'stands', 'lost', 'late', 'active', 'inactive', 'release'),
    which: fc.nat({ max: streams.length - 1 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { pipes, piped, changes } = setUp();
      for (const { what, which } of steps) {
        const stream = streams[which]!;
        const { producerId } = stream.info;
        const held = pipes.held.find(({ wish }) => wish.producerId === producerId);
        const producer = {} as types.Producer;
        const before = changes.count;
        switch (what) {
          case 'wish': {
            piped.wish(stream);
            break;
          }
          case 'stands': {
            held?.wish.onProducer(producer);
            expect(piped.find(stream)).toBe(held && producer);
            break;
          }
          case 'lost': {
            held?.wish.onProducer(undefined);
            expect(piped.find(stream)).toBeUndefined();
            break;
          }
          case 'late': {
            // Of a use that was let go of: nobody hears it.
            pipes.uses.find(({ released }) => released)?.wish.onProducer(producer);
            expect(changes.count).toBe(before);
            break;
          }
          case 'active':
          case 'inactive': {
            piped.setActive(producerId, what === 'active');
            expect(held?.active).toBe(held && what === 'active');
            break;
          }
          default: {
            piped.releaseUnless((id) => id !== producerId);
          }
        }
        const ids = pipes.held.map(({ wish }) => wish.producerId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(piped.pending.every((id) => ids.includes(id))).toBe(true);
      }
      piped.close();
      piped.wish(streams[0]!);
      expect(pipes.held).toEqual([]);
    }),
  );
});
