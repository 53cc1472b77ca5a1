import { randomUUID } from 'node:crypto';
import {
  type ParticipantId,
  type ParticipantInfo,
  ProducerId,
  RouterId,
  streamIdOf,
} from '@convene/protocol';
import type { PartEvent } from '@convene/protocol/link';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { participantInfo } from '../../test/participantInfo.ts';
import { applyPartEvent } from '../cluster/mirror.ts';
import { OwnPart } from './OwnPart.ts';
import type { Member } from './roomTypes.ts';
import type { LocalStream } from './Stream.ts';

const routerId = RouterId.parse(randomUUID());

/** All that a part asks of a member, and of a stream. */
const member = (info: ParticipantInfo) => ({ seat: { info } }) as unknown as Member;
const stream = (
  { participantId, peerId, seatEpoch }: ParticipantInfo,
  producerId: ProducerId,
  paused: boolean,
) =>
  ({
    origin: { on: 'here', router: { id: routerId } },
    info: {
      streamId: streamIdOf(participantId, 'microphone'),
      participantId,
      peerId,
      seatEpoch,
      source: 'microphone',
      kind: 'audio',
      producerId,
      paused,
    },
  }) as unknown as LocalStream;

function setUp() {
  const room = {
    members: [] as Member[],
    leaving: [] as Member[],
    streams: [] as LocalStream[],
    speaker: null as ParticipantId | null,
  };
  const part = new OwnPart({
    members: () => room.members,
    leaving: () => room.leaving,
    streams: () => room.streams,
    speaker: () => room.speaker,
    streamStats: async () => ({ workerIndex: 0, uplink: null, sending: null }),
  });
  const events: PartEvent[] = [];
  const stop = part.watch((event) => events.push(event));
  return { room, part, events, stop };
}

it('SPREAD-15: whoever has the part as it was and each change after that has the part as it is (000-13, 000-14)', () => {
  const people = Array.from({ length: 3 }, () => ({
    info: participantInfo(),
    producerId: ProducerId.parse(randomUUID()),
  }));
  const step = fc.record({
    here: fc.subarray(people),
    leaving: fc.subarray(people),
    sending: fc.subarray(people),
    muted: fc.boolean(),
    speaker: fc.option(fc.constantFrom(...people)),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
      const { room, part } = setUp();
      let mirror = part.read();
      part.watch((event) => (mirror = applyPartEvent(mirror, event)));
      for (const { here, leaving, sending, muted, speaker } of steps) {
        room.members = here.map(({ info }) => member({ ...info, muted }));
        room.leaving = leaving.map(({ info }) => member(info));
        room.streams = sending.map(({ info, producerId }) => stream(info, producerId, muted));
        room.speaker = speaker?.info.participantId ?? null;
        part.update();
        const { participants, streams, ...rest } = part.read();
        expect(mirror).toEqual({
          ...rest,
          participants: expect.arrayContaining(participants),
          streams: expect.arrayContaining(streams),
        });
        expect([mirror.participants.length, mirror.streams.length]).toEqual([
          participants.length,
          streams.length,
        ]);
      }
    }),
  );
});

it('SPREAD-15: each stream says on which router it was made (X6); a change is told once, with its reason', () => {
  const { room, part, events, stop } = setUp();
  const ada = participantInfo();
  const producerId = ProducerId.parse(randomUUID());
  room.members = [member(ada)];
  room.streams = [stream(ada, producerId, false)];
  part.update();
  part.update();
  expect(events).toMatchObject([
    { type: 'participantChanged', participant: ada },
    { type: 'streamAdded', stream: { producerId, routerId } },
  ]);
  // Who moves away is told of until their peer ends.
  room.leaving = room.members;
  room.members = [];
  part.update();
  expect(events).toHaveLength(2);
  room.leaving = [];
  room.streams = [];
  part.update({ peerId: ada.peerId, reason: 'replaced' });
  expect(events.slice(2)).toMatchObject([
    { type: 'participantLeft', peerId: ada.peerId, reason: 'replaced' },
    { type: 'streamRemoved', producerId },
  ]);
  stop();
  part.pass({ type: 'chatAppended', seq: 1 });
  expect(events).toHaveLength(4);
});
