import { ParticipantId, type ParticipantInfo, PeerId, type PeerCloseReason } from '@convene/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AwaitedPeople } from './AwaitedPeople.ts';

const AWAIT_MS = 20_000;
const uuid = (block: string, n: number) => `00000000-0000-4000-${block}-${String(n).padStart(12, '0')}`;

const person = (n: number): ParticipantInfo => ({
  participantId: ParticipantId.parse(uuid('8000', n)),
  peerId: PeerId.parse(uuid('9000', n)),
  seatEpoch: 1,
  name: `Person ${n}`,
  role: 'participant',
  muted: true,
  cameraOff: false,
  connection: 'connected',
  joinedAt: n,
});
const people = (...infos: ParticipantInfo[]) => new Map(infos.map((info) => [info.participantId, info]));

const [ada, bob, cid] = [person(1), person(2), person(3)];
const everybody = people(ada, bob, cid);
const withoutBob = people(ada, cid);
const closed = (reason: PeerCloseReason) =>
  ({ type: 'peerClosed', peerId: bob.peerId, participantId: bob.participantId, reason }) as const;

let changes = 0;
let awaited: AwaitedPeople;
const names = (present: ReadonlyMap<ParticipantId, ParticipantInfo>) =>
  [...awaited.with(present).values()].map(({ name, connection }) => `${name} ${connection}`).toSorted();

beforeEach(() => {
  vi.useFakeTimers();
  changes = 0;
  awaited = new AwaitedPeople({ awaitMs: AWAIT_MS, onChange: () => (changes += 1) });
  awaited.with(everybody);
});
afterEach(() => {
  awaited.clear();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it.each(['serverLost', 'serverClosing', 'workerDied'] as const)(
  'RECOVER-6: who lost their peer by %s keeps the tile, marked as reconnecting, and as muted as before',
  (reason) => {
    awaited.hear(closed(reason), withoutBob);
    expect(names(withoutBob)).toEqual(['Person 1 connected', 'Person 2 reconnecting', 'Person 3 connected']);
    expect(awaited.with(withoutBob).get(bob.participantId)?.muted).toBe(true);
    expect(changes).toBe(1);
  },
);

it.each(['left', 'removed', 'socketLost', 'expired'] as const)(
  'RECOVER-6: who went by %s is gone at once',
  (reason) => {
    awaited.hear(closed(reason), withoutBob);
    expect(names(withoutBob)).toEqual(['Person 1 connected', 'Person 3 connected']);
  },
);

it('RECOVER-6: who is back sits as they are', () => {
  awaited.hear(closed('serverLost'), withoutBob);
  awaited.with(withoutBob);
  const back = people(ada, { ...bob, seatEpoch: 2 }, cid);
  expect(awaited.with(back)).toBe(back);
  expect(names(withoutBob)).toHaveLength(2);
});

it('RECOVER-6: who does not come back is gone after 20 s', () => {
  awaited.hear(closed('serverLost'), withoutBob);
  vi.advanceTimersByTime(AWAIT_MS - 1);
  expect(names(withoutBob)).toHaveLength(3);
  vi.advanceTimersByTime(1);
  expect(names(withoutBob)).toHaveLength(2);
  expect(changes).toBe(2);
});

it('RECOVER-6: who came first to another server keeps the tiles of those who are on the way', () => {
  awaited.rejoined(people(ada));
  expect(names(people(ada))).toEqual([
    'Person 1 connected',
    'Person 2 reconnecting',
    'Person 3 reconnecting',
  ]);
  expect(names(people(ada, bob))).toEqual([
    'Person 1 connected',
    'Person 2 connected',
    'Person 3 reconnecting',
  ]);
});

it('RECOVER-6: of several who are on the way nobody is gone for an instant', () => {
  const seen: number[] = [];
  const looked = new AwaitedPeople({
    awaitMs: AWAIT_MS,
    onChange: () => seen.push(looked.with(people(ada)).size),
  });
  looked.with(everybody);
  looked.rejoined(people(ada));
  expect(seen).toEqual([3]);
  looked.clear();
});

it('RECOVER-6: nothing is made anew while nothing changes', () => {
  awaited.hear(closed('serverLost'), withoutBob);
  expect(awaited.with(withoutBob)).toBe(awaited.with(withoutBob));
});
