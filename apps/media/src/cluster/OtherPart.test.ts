import { randomUUID } from 'node:crypto';
import {
  defaultLimits,
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  ServerId,
  streamIdOf,
} from '@convene/protocol';
import type { LinkedStream, PartSnapshot } from '@convene/protocol/link';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import type { RemotePart, RoomSubscriber } from '../room/ports.ts';
import type { LinkClient, WatchListener } from './linkPorts.ts';
import { OtherPart } from './OtherPart.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const limits = { ...defaultLimits, linkCallMs: 100 };
const serverId = ServerId.parse(randomUUID());
const participantId = ParticipantId.parse(randomUUID());
const peerId = PeerId.parse(randomUUID());
const eve = {
  participantId,
  peerId,
  seatEpoch: 1,
  name: 'Eve',
  role: 'participant',
  muted: false,
  cameraOff: false,
  connection: 'connected',
  joinedAt: 0,
} as const;
const stream: LinkedStream = {
  streamId: streamIdOf(participantId, 'microphone'),
  participantId,
  peerId,
  seatEpoch: 1,
  source: 'microphone',
  kind: 'audio',
  producerId: ProducerId.parse(randomUUID()),
  routerId: RouterId.parse(randomUUID()),
  paused: false,
};
const empty: PartSnapshot = { participants: [], streams: [], speaker: null };
const rows: PartSnapshot = { participants: [eve], streams: [stream], speaker: null };

/** The other server answers when a test says so. */
function watchPart() {
  let listener: WatchListener | undefined;
  const client: Pick<LinkClient, 'watchRoom' | 'reportDemand' | 'order' | 'readStreamStats'> = {
    watchRoom: (_meetingId, watching) => {
      listener = watching;
      return () => {};
    },
    reportDemand: async () => {},
    order: async () => {},
    readStreamStats: async () => ({ workerIndex: 0, uplink: null, sending: null }),
  };
  const told: (RemotePart | undefined)[] = [];
  const taken: Parameters<RoomSubscriber['seatTakenElsewhere']>[0][] = [];
  const listeners = new Set<() => void>();
  const link = {
    serverId,
    client,
    isReachable: true,
    onChange: (run: () => void) => {
      listeners.add(run);
      return () => listeners.delete(run);
    },
  };
  const part = new OtherPart({
    meetingId: MeetingId.parse(randomUUID()),
    link,
    subscriber: {
      partChanged: (_serverId, changed) => told.push(changed),
      seatTakenElsewhere: (seat) => taken.push(seat),
      signalReceived: () => {},
      chatAppended: () => {},
    },
    onRoomChanged: () => {},
    limits,
    log: new RecordingLog(),
  });
  const sizes = () => told.map((of) => [of?.participants.length, of?.streams.length]);
  return {
    part,
    cut: () => {
      link.isReachable = false;
      for (const run of listeners) run();
    },
    hear: (event: Parameters<WatchListener['onEvent']>[0]) => listener?.onEvent(event),
    told,
    taken,
    sizes,
  };
}

test('MAP-21: who sat down while the part was on its way is never gone', () => {
  const { part, hear, told, sizes } = watchPart();
  part.learn(rows);
  hear({ type: 'part', part: empty });
  hear({ type: 'participantChanged', participant: eve });
  hear({ type: 'streamAdded', stream });
  vi.advanceTimersByTime(1_000);
  expect(new Set(sizes().map(String))).toEqual(new Set(['1,1']));
  hear({ type: 'participantLeft', participantId, peerId, reason: 'left' });
  expect(told.at(-1)?.participants).toEqual([]);
  part.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('MAP-21: who is not named in time, or is said to have left, is not there', () => {
  const silent = watchPart();
  silent.part.learn(rows);
  silent.hear({ type: 'part', part: empty });
  vi.advanceTimersByTime(99);
  expect(silent.sizes().at(-1)).toEqual([1, 1]);
  vi.advanceTimersByTime(1);
  expect(silent.sizes().at(-1)).toEqual([0, 0]);

  const leaving = watchPart();
  leaving.part.learn(rows);
  leaving.hear({ type: 'part', part: empty });
  leaving.hear({ type: 'participantLeft', participantId, peerId, reason: 'left' });
  expect(leaving.sizes().at(-1)).toEqual([0, 0]);
});

test('MAP-21: a link that is cut meanwhile makes them reconnecting, as everybody there', () => {
  const { part, hear, cut, told } = watchPart();
  part.learn(rows);
  hear({ type: 'part', part: empty });
  cut();
  expect(told.at(-1)).toMatchObject({ reachable: false, participants: [eve], streams: [stream] });
  // With it ends the waiting: the rows count from here on.
  vi.advanceTimersByTime(1_000);
  expect(told.at(-1)?.participants).toEqual([eve]);
  part.learn(empty);
  expect(told.at(-1)?.participants).toEqual([]);
  part.close();
});

test('MAP-21: of those whom it knew, the part that is mirrored anew has the last word', () => {
  const { part, hear, sizes } = watchPart();
  hear({ type: 'part', part: rows });
  hear({ type: 'part', part: empty });
  expect(sizes()).toEqual([
    [1, 1],
    [0, 0],
  ]);
  part.close();
});

test('SPREAD-9: of who was superseded it says that another server has the seat; of who left it does not', () => {
  for (const [reason, taken] of [
    ['takenOver', [{ participantId, seatEpoch: eve.seatEpoch + 1 }]],
    ['replaced', [{ participantId, seatEpoch: eve.seatEpoch + 1 }]],
    ['left', []],
    ['socketLost', []],
  ] as const) {
    const other = watchPart();
    other.hear({ type: 'part', part: rows });
    other.hear({ type: 'participantLeft', participantId, peerId, reason });
    expect(other.taken).toEqual(taken);
    other.part.close();
  }
});
