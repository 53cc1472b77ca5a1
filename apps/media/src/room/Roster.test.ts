import { randomUUID } from 'node:crypto';
import {
  type ParticipantId,
  type ParticipantInfo,
  ProducerId,
  RouterId,
  ServerId,
  streamIdOf,
} from '@convene/protocol';
import type { LinkedStream } from '@convene/protocol/link';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { participantInfo } from '../../test/participantInfo.ts';
import { RosterListener } from '../../test/RosterListener.ts';
import { RemoteParts } from './RemoteParts.ts';
import type { Member } from './roomTypes.ts';
import { Roster } from './Roster.ts';

const create = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);
const servers = create(3, () => ServerId.parse(randomUUID())) as [ServerId, ServerId, ServerId];
const [first, second] = servers;
const routerId = RouterId.parse(randomUUID());

const camera = ({ participantId, peerId, seatEpoch }: ParticipantInfo, paused = false): LinkedStream => ({
  streamId: streamIdOf(participantId, 'camera'),
  participantId,
  peerId,
  seatEpoch,
  source: 'camera',
  kind: 'video',
  producerId: ProducerId.parse(randomUUID()),
  paused,
  routerId,
});

const nextPeerOf = ({ participantId, seatEpoch }: ParticipantInfo): ParticipantInfo =>
  participantInfo({ participantId, seatEpoch: seatEpoch + 1 });

/** All that a roster asks of a member. */
const member = (info: ParticipantInfo) =>
  ({ seat: { info }, peer: { session: undefined } }) as unknown as Member;

function setUp() {
  const remote = new RemoteParts();
  const room = { members: [] as Member[], leaving: [] as Member[], left: [] as string[] };
  const listener = new RosterListener();
  const roster: Roster = new Roster({
    members: () => room.members,
    leaving: () => room.leaving,
    remote,
    broadcast: (event) => listener.hear(event),
    onLeft: (_, reason) => room.left.push(reason),
    onStreams: () => {},
    lingerMs: 1000,
    updateLater: (ms) => void setTimeout(() => roster.update(), ms),
  });
  const tell = (
    serverId: ServerId,
    participants: ParticipantInfo[] | undefined,
    { streams = [] as LinkedStream[], reachable = true } = {},
  ) => {
    remote.set(serverId, participants && { serverId, reachable, participants, streams, speaker: null });
    roster.update();
  };
  const news = () => listener.types.splice(0);
  return { roster, room, listener, tell, news };
}

it('SPREAD-8: whatever is told of the parts, twice, late or in another order, is told once and in the end', () => {
  // Three seats, each on its way through a peer on every server, which sends its camera.
  const peers = create(3, () => participantInfo()).flatMap((ada) => {
    const moved = nextPeerOf(ada);
    return [ada, moved, nextPeerOf(moved)].map((info, index) => ({
      info,
      stream: camera(info),
      on: servers[index],
    }));
  });
  const news = fc.record({
    serverId: fc.constantFrom(...servers),
    told: fc.subarray(peers),
    gone: fc.boolean(),
    paused: fc.boolean(),
    reachable: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(news, { maxLength: 20 }), (steps) => {
      const { roster, listener, tell } = setUp();
      const highest = new Map<ParticipantId, number>();
      for (const { serverId, told, gone, paused, reachable } of steps) {
        const part = told.filter(({ on }) => on === serverId);
        const streams = part.map(({ stream }) => ({ ...stream, paused }));
        const infos = part.map(({ info }) => info);
        tell(serverId, gone ? undefined : infos, { streams, reachable });
        expect([...listener.people.values()]).toEqual(expect.arrayContaining([...roster.participants]));
        expect(listener.people.size).toBe(roster.participants.length);
        for (const { participantId, seatEpoch } of roster.participants) {
          expect(seatEpoch).toBeGreaterThanOrEqual(highest.get(participantId) ?? 0);
          highest.set(participantId, seatEpoch);
        }
        for (const { producerId, paused } of roster.infos)
          expect(listener.streams.get(producerId)).toBe(paused);
      }
      for (const serverId of servers) tell(serverId, undefined);
      expect([listener.people.size, listener.streams.size]).toEqual([0, 0]);
    }),
  );
});

it('RECOVER-6: whose server is gone is told as lost with it; who was lost before, or left, is not', () => {
  const { roster, room, tell } = setUp();
  const reasons = () => room.left.splice(0);
  const [ada, bob, cid] = create(3, () => participantInfo()) as [
    ParticipantInfo,
    ParticipantInfo,
    ParticipantInfo,
  ];
  const [one] = servers;
  tell(one, [ada, bob, cid]);
  tell(one, [ada, bob]);
  expect(reasons()).toEqual(['left']);
  tell(one, [ada, bob], { reachable: false });
  tell(one, [ada], { reachable: false });
  expect(reasons()).toEqual(['socketLost']);
  tell(one, undefined);
  expect(reasons()).toEqual(['serverLost']);
  tell(one, [ada]);
  tell(one, undefined);
  expect(reasons()).toEqual(['left']);
  expect(roster.participants).toEqual([]);
});

it('SPREAD-9: who moves from one server to another is never gone, in whatever order the two tell of it', () => {
  const ada = participantInfo();
  const moved = nextPeerOf(ada);
  for (const order of ['newFirst', 'oldFirst'] as const) {
    const { tell, news, roster } = setUp();
    tell(first, [ada], { streams: [camera(ada)] });
    // The server that she leaves tells of her until her peer there ends.
    tell(second, [moved]);
    if (order === 'newFirst') tell(first, []);
    tell(first, [ada]);
    tell(first, []);
    expect(news().filter((type) => type === 'newPeer' || type === 'peerClosed')).toEqual([
      'newPeer',
      'newPeer',
    ]);
    expect(roster.participants).toEqual([moved]);
  }
});

it('SPREAD-9: who moves from here stays as they were until the other server tells of them', () => {
  const { room, roster, tell, news } = setUp();
  const ada = participantInfo();
  room.members = [member(ada)];
  roster.update();
  room.leaving = room.members;
  room.members = [];
  roster.update();
  expect(roster.participants).toEqual([ada]);
  tell(second, [nextPeerOf(ada)]);
  room.leaving = [];
  roster.update();
  expect(news()).toEqual(['newPeer', 'newPeer']);
  // And when that peer ends it is the end: the one that was left behind is nobody's any more.
  room.leaving = [member(ada)];
  tell(second, []);
  expect(news()).toEqual(['peerClosed']);
  expect(room.left).toEqual(['left']);
});

it('SPREAD-9: a seat that is taken on another server keeps its tile until that server tells of it', () => {
  const { roster, tell, news } = setUp();
  const ada = participantInfo();
  tell(first, [ada]);
  expect(roster.expect(ada.participantId, ada.seatEpoch)).toBe(false);
  expect(roster.expect(ada.participantId, ada.seatEpoch + 1)).toBe(true);
  tell(first, []);
  expect(roster.participants).toEqual([ada]);
  const taken = nextPeerOf(ada);
  tell(second, [taken]);
  expect(roster.participants).toEqual([taken]);
  expect(news()).toEqual(['newPeer', 'newPeer']);
  // Who has been heard of again goes as everybody does.
  tell(second, []);
  expect(news()).toEqual(['peerClosed']);
});

it('SPREAD-9: and goes when that server does not tell of it', () => {
  const { roster, tell, news } = setUp();
  const ada = participantInfo();
  tell(first, [ada]);
  roster.expect(ada.participantId, ada.seatEpoch + 1);
  tell(first, []);
  roster.stopExpecting(ada.participantId, ada.seatEpoch + 1);
  roster.update();
  expect(news()).toEqual(['newPeer', 'peerClosed']);
});

it('SPREAD-16: behind a link that is down people are reconnecting, and gone when their part is', () => {
  const { roster, room, tell, news } = setUp();
  const ada = participantInfo();
  tell(first, [ada]);
  tell(first, [ada], { reachable: false });
  expect(roster.participants[0]?.connection).toBe('reconnecting');
  tell(first, [ada]);
  expect(roster.participants[0]?.connection).toBe('connected');
  tell(first, [ada], { reachable: false });
  tell(first, undefined);
  expect(news()).toEqual([
    'newPeer',
    'participantUpdated',
    'participantUpdated',
    'participantUpdated',
    'peerClosed',
  ]);
  expect(room.left).toEqual(['serverLost']);
});

it('SPREAD-8: a stream is listed once, by the producer of its highest seat epoch', () => {
  const { roster, tell } = setUp();
  const ada = participantInfo();
  const moved = nextPeerOf(ada);
  const [old, current] = [camera(ada), camera(moved)];
  tell(second, [moved], { streams: [current] });
  tell(first, [], { streams: [old] });
  expect(roster.infos.map(({ producerId }) => producerId)).toEqual([current.producerId]);
  expect(roster.isSent(old.producerId)).toBe(true);
  tell(second, [moved]);
  expect(roster.infos.map(({ producerId }) => producerId)).toEqual([old.producerId]);
});

describe('RECOVER-22: a stream whose person lost their media', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setUpLost = () => {
    const { roster, listener, tell, news } = setUp();
    const ada = participantInfo();
    const sent = camera(ada);
    tell(first, [ada], { streams: [sent] });
    const lost = { ...ada, connection: 'reconnecting' as const };
    tell(first, [lost]);
    news();
    return { roster, listener, tell, news, ada, lost, sent };
  };

  it('is told on until another producer of it has been told', () => {
    const { roster, tell, news, ada, sent } = setUpLost();
    expect([roster.tells(sent.streamId), roster.isSent(sent.producerId)]).toEqual([true, false]);
    expect(roster.streams).toEqual([]);
    tell(first, [ada], { streams: [camera(ada)] });
    expect(news()).toEqual(['participantUpdated', 'newProducer', 'producerClosed']);
    vi.advanceTimersByTime(5_000);
    expect(news()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over a while after they are back, when it is not sent again', () => {
    const { tell, news, ada } = setUpLost();
    vi.advanceTimersByTime(60_000);
    tell(first, [ada]);
    vi.advanceTimersByTime(900);
    expect(news()).toEqual(['participantUpdated']);
    vi.advanceTimersByTime(110);
    expect(news()).toEqual(['producerClosed']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over at once when they turned the camera off, or are gone; and one that they end themselves is', () => {
    const off = setUpLost();
    off.tell(first, [{ ...off.ada, cameraOff: true }]);
    expect(off.news()).toEqual(['participantUpdated', 'producerClosed']);
    const gone = setUpLost();
    gone.tell(first, []);
    expect(gone.news()).toEqual(['producerClosed', 'peerClosed']);
    const { tell, news } = setUp();
    const bob = participantInfo();
    tell(first, [bob], { streams: [camera(bob)] });
    tell(first, [bob]);
    expect(news()).toEqual(['newPeer', 'newProducer', 'producerClosed']);
  });
});
