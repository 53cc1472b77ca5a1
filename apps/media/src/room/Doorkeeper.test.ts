import { randomUUID } from 'node:crypto';
import { defaultLimits, type JoinClaims, MeetingId, PeerId, type RoomSnapshot } from '@convene/protocol';
import type { PeerRequests } from '@convene/signaling';
import { expect, it } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { Doorkeeper } from './Doorkeeper.ts';
import { Peer } from './Peer.ts';
import type { RoomRead } from './ports.ts';

const READ: RoomRead = {
  ended: false,
  door: { waiting: [], banned: [] },
  roles: new Map(),
  answeredKnocks: new Map(),
  supersededKnocks: new Set(),
  removedSeats: new Map(),
};

const aPeer = (): Peer =>
  new Peer({
    peerId: PeerId.parse(randomUUID()),
    claims: {} as JoinClaims,
    limits: defaultLimits,
    log: new RecordingLog(),
    requests: () => ({}) as PeerRequests,
    snapshot: () => ({}) as RoomSnapshot,
    onResynced: () => {},
    onData: () => {},
    onLobbyLeft: () => {},
    onConnection: () => {},
    onClosed: () => {},
  });

it('HOST-47: who hears that they wait after the door was opened here is let in too, and is told once', async () => {
  const peers: Peer[] = [];
  let isOpen = false;
  let reads = 0;
  const keeper = new Doorkeeper({
    meetingId: MeetingId.parse(randomUUID()),
    limits: defaultLimits,
    persistence: { appointHeir: () => {} },
    cluster: {
      refresh: async () => {
        reads += 1;
        await Promise.resolve();
        keeper.read(READ);
      },
    },
    waiting: () => peers.filter(({ state }) => state.state === 'waiting'),
    members: () => [],
    leaving: () => [],
    isOpen: () => isOpen,
    hasHost: () => true,
    setRole: () => {},
    endRoom: () => {},
  });
  const [early, late] = [aPeer(), aPeer()];
  peers.push(early, late);
  keeper.waits(early);
  keeper.read(READ);
  expect(early.lastEventId).toBe(0);
  isOpen = true;
  keeper.opened();
  expect([early.lastEventId, late.lastEventId]).toEqual([1, 0]);
  // Its answer was on its way meanwhile.
  keeper.waits(late);
  await Promise.resolve();
  expect(reads).toBe(2);
  keeper.read(READ);
  expect([early.lastEventId, late.lastEventId]).toEqual([1, 1]);
  for (const peer of peers) peer.close('left');
  keeper.close();
});
