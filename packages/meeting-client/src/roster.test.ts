import {
  ConsumerId,
  MeetingId,
  MeetingSlug,
  ParticipantId,
  type ParticipantInfo,
  PeerId,
  ProducerId,
  type RoomEvent,
  type RoomSnapshot,
  type StreamInfo,
  streamIdOf,
} from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { applyEvent, type Roster, rosterOf } from './roster.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ada = ParticipantId.parse(uuid(1));
const bob = ParticipantId.parse(uuid(2));
const nobody = ParticipantId.parse(uuid(99));
const peer = (n: number) => PeerId.parse(uuid(100 + n));
const producer = (n: number) => ProducerId.parse(uuid(200 + n));

const person = (participantId: ParticipantId, peerId: PeerId, seatEpoch: number): ParticipantInfo => ({
  participantId,
  peerId,
  seatEpoch,
  name: 'Ada',
  role: 'participant',
  muted: false,
  cameraOff: false,
  connection: 'connected',
  joinedAt: 1,
});

const camera = (producerId: ProducerId, peerId: PeerId, seatEpoch: number): StreamInfo => ({
  streamId: streamIdOf(ada, 'camera'),
  participantId: ada,
  peerId,
  seatEpoch,
  source: 'camera',
  kind: 'video',
  producerId,
  paused: false,
});

const snapshot = (change: Partial<RoomSnapshot> = {}): RoomSnapshot => ({
  meeting: { meetingId: MeetingId.parse(uuid(9)), slug: MeetingSlug.parse('abc-defg-hij'), title: '' },
  state: { locked: false, waitingRoom: false, pinned: null, hands: {} },
  stateVersion: 3,
  participants: [person(ada, peer(1), 5)],
  streams: [camera(producer(1), peer(1), 5)],
  consumers: [],
  activeSpeaker: ada,
  chatSeq: 0,
  ...change,
});

const summary = ({ participants, streams, activeSpeaker, stateVersion, state }: Roster) => ({
  people: [...participants.values()].map(({ peerId, seatEpoch }) => [peerId, seatEpoch]),
  streams: [...streams.values()].map(({ producerId, paused }) => [producerId, paused]),
  activeSpeaker,
  stateVersion,
  locked: state.locked,
});

const before = summary(rosterOf(snapshot()));
const same = before;

const cases: { name: string; event: RoomEvent; after: typeof before }[] = [
  {
    name: 'ROSTER-1: a new person comes',
    event: { type: 'newPeer', peerId: peer(2), participant: person(bob, peer(2), 1) },
    after: {
      ...before,
      people: [
        [peer(1), 5],
        [peer(2), 1],
      ],
    },
  },
  {
    name: 'ROSTER-2: a newer peer takes the seat, and the streams stay until they are replaced',
    event: { type: 'newPeer', peerId: peer(2), participant: person(ada, peer(2), 6) },
    after: { ...before, people: [[peer(2), 6]] },
  },
  {
    name: 'ROSTER-2: an older peer of the seat is ignored',
    event: { type: 'newPeer', peerId: peer(2), participant: person(ada, peer(2), 4) },
    after: same,
  },
  {
    name: 'ROSTER-2: an update of an older peer is ignored',
    event: { type: 'participantUpdated', participant: person(ada, peer(2), 4) },
    after: same,
  },
  {
    name: 'ROSTER-3: the current peer takes the person, the streams and the active speaker with it',
    event: { type: 'peerClosed', peerId: peer(1), participantId: ada, reason: 'left' },
    after: { ...before, people: [], streams: [], activeSpeaker: null },
  },
  {
    name: 'ROSTER-3: a former peer leaves the person where they are',
    event: { type: 'peerClosed', peerId: peer(7), participantId: ada, reason: 'replaced' },
    after: same,
  },
  {
    name: 'ROSTER-4: a newer producer takes the place of the stream',
    event: { type: 'newProducer', stream: camera(producer(2), peer(2), 6) },
    after: { ...before, streams: [[producer(2), false]] },
  },
  {
    name: 'ROSTER-4: a producer of a former peer is ignored',
    event: { type: 'newProducer', stream: camera(producer(2), peer(0), 4) },
    after: same,
  },
  {
    name: 'ROSTER-4: a producer of somebody unknown is ignored',
    event: {
      type: 'newProducer',
      stream: {
        ...camera(producer(2), peer(2), 1),
        participantId: nobody,
        streamId: streamIdOf(nobody, 'camera'),
      },
    },
    after: same,
  },
  {
    name: 'ROSTER-5: the current producer is paused',
    event: { type: 'producerPaused', producerId: producer(1), streamId: streamIdOf(ada, 'camera') },
    after: { ...before, streams: [[producer(1), true]] },
  },
  {
    name: 'ROSTER-5: what speaks of a former producer changes nothing',
    event: { type: 'producerPaused', producerId: producer(8), streamId: streamIdOf(ada, 'camera') },
    after: same,
  },
  {
    name: 'ROSTER-5: a closed producer ends its stream (004-66)',
    event: { type: 'producerClosed', producerId: producer(1), streamId: streamIdOf(ada, 'camera') },
    after: { ...before, streams: [] },
  },
  {
    name: 'ROSTER-5: the end of a former producer leaves the stream',
    event: { type: 'producerClosed', producerId: producer(8), streamId: streamIdOf(ada, 'camera') },
    after: same,
  },
  {
    name: 'ROSTER-6: a newer room state counts',
    event: {
      type: 'roomStateChanged',
      state: { locked: true, waitingRoom: false, pinned: null, hands: {} },
      stateVersion: 4,
    },
    after: { ...before, locked: true, stateVersion: 4 },
  },
  {
    name: 'ROSTER-6: an older room state is ignored',
    event: {
      type: 'roomStateChanged',
      state: { locked: true, waitingRoom: false, pinned: null, hands: {} },
      stateVersion: 3,
    },
    after: same,
  },
  {
    name: 'ROSTER-7: a resync replaces all',
    event: {
      type: 'resynced',
      snapshot: snapshot({ participants: [person(bob, peer(3), 1)], streams: [], activeSpeaker: null }),
    },
    after: { ...before, people: [[peer(3), 1]], streams: [], activeSpeaker: null },
  },
  {
    name: 'ROSTER-8: the active speaker changes',
    event: { type: 'activeSpeakerChanged', participantId: bob },
    after: { ...before, activeSpeaker: bob },
  },
  {
    name: 'ROSTER-9: consumers are not the roster’s',
    event: { type: 'consumerClosed', consumerId: ConsumerId.parse(uuid(300)) },
    after: same,
  },
];

describe('roster', () => {
  it.each(cases)('$name', ({ event, after }) => {
    expect(summary(applyEvent(rosterOf(snapshot()), event))).toEqual(after);
  });

  it.each(cases.filter(({ after, event }) => after === same && event.type !== 'resynced'))(
    'ROSTER-9: the same object stays when nothing changed ($name)',
    ({ event }) => {
      const roster = rosterOf(snapshot());
      expect(applyEvent(roster, event)).toBe(roster);
    },
  );

  it('ROSTER-3: a former peer that closes takes the streams that were still its own', () => {
    const newer = { type: 'newPeer', peerId: peer(2), participant: person(ada, peer(2), 6) } as const;
    const closed = { type: 'peerClosed', peerId: peer(1), participantId: ada, reason: 'replaced' } as const;
    const roster = applyEvent(applyEvent(rosterOf(snapshot()), newer), closed);
    expect(summary(roster)).toMatchObject({ people: [[peer(2), 6]], streams: [] });
  });
});

describe('a move, as the others hear of it', () => {
  it('MOVE-17: the person is there once, and each stream goes over to the new producer before the old one ends', () => {
    const { streamId } = camera(producer(1), peer(1), 5);
    const events: RoomEvent[] = [
      { type: 'newPeer', peerId: peer(3), participant: person(ada, peer(3), 6) },
      { type: 'newProducer', stream: camera(producer(3), peer(3), 6) },
      { type: 'producerClosed', producerId: producer(1), streamId },
      { type: 'peerClosed', peerId: peer(1), participantId: ada, reason: 'replaced' },
    ];
    let roster = rosterOf(snapshot());
    const seen = events.map((event) => summary((roster = applyEvent(roster, event))));
    const moved = { ...before, people: [[peer(3), 6]] };
    const takenOver = { ...moved, streams: [[producer(3), false]] };
    expect(seen).toEqual([moved, takenOver, takenOver, takenOver]);
  });

  it('PLACE-26: what the server has no space for is known, by events and by the snapshot', () => {
    const streamId = streamIdOf(ada, 'camera');
    const roster = applyEvent(rosterOf(snapshot()), { type: 'streamsHeldBack', streamIds: [streamId] });
    expect([...roster.heldBack]).toEqual([streamId]);
    expect([...applyEvent(roster, { type: 'streamsHeldBack', streamIds: [] }).heldBack]).toEqual([]);
    expect([...rosterOf(snapshot({ heldBack: [streamId] })).heldBack]).toEqual([streamId]);
    expect([...applyEvent(roster, { type: 'resynced', snapshot: snapshot() }).heldBack]).toEqual([]);
  });
});
