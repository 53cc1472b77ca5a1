import { randomUUID } from 'node:crypto';
import type { Heartbeat, JoinOutcome } from '@convene/db';
import {
  BROWSER_SEAT,
  defaultLimits,
  MeetingId,
  MeetingSlug,
  PeerId,
  RouterId,
  ServerId,
  UserId,
  WorkerId,
} from '@convene/protocol';
import { afterEach, expect, it } from 'vitest';
import type { Log } from '../media/Log.ts';
import type { JoinSeat } from '../room/ports.ts';
import { DatabasePersistence } from './DatabasePersistence.ts';
import { Registration } from './Registration.ts';
import { WriteBehind } from './WriteBehind.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
const WEIGHT = 7;

/** Keeps what each heartbeat reserves. */
class FakeServers {
  readonly reserved: number[] = [];

  register() {
    return Promise.resolve({ outcome: 'registered', epoch: 1, databaseAt: Date.now() } as const);
  }

  heartbeat({ reserved }: Heartbeat) {
    this.reserved.push(reserved);
    return Promise.resolve({ outcome: 'ok', databaseAt: Date.now() } as const);
  }

  unregister() {
    return Promise.resolve();
  }

  get() {
    return Promise.resolve(undefined);
  }

  removeExpired() {
    return Promise.resolve([]);
  }
}

const join: JoinSeat = {
  claims: {
    userId: UserId.parse(randomUUID()),
    seatKey: BROWSER_SEAT,
    meetingId: MeetingId.parse(randomUUID()),
    slug: MeetingSlug.parse('abc-defg-hij'),
    title: '',
    role: 'participant',
    serverId: ServerId.parse(randomUUID()),
    serverEpoch: 1,
  },
  peerId: PeerId.parse(randomUUID()),
  name: 'Ada',
  routerId: RouterId.parse(randomUUID()),
  decision: { inputs: {}, reasons: [] },
  place: { workerId: randomUUID(), index: 0, pid: 1 },
  weight: WEIGHT,
  takeOver: false,
  heldSeatEpoch: undefined,
  muted: false,
  cameraOff: false,
};

let registration: Registration;
afterEach(async () => {
  await registration.close();
});

it.each([
  ['refused', () => Promise.resolve({ outcome: 'serverFull' } as const)],
  ['failed', () => Promise.reject(new Error('no database'))],
])('DB-12: a heartbeat during a join keeps its reservation; %s it is given back', async (_what, answer) => {
  const servers = new FakeServers();
  registration = new Registration({
    database: {
      servers,
      placements: { removeOld: () => Promise.resolve(0) },
      hosts: { removeOldKnocks: () => Promise.resolve(0) },
    },
    limits: { ...defaultLimits, heartbeatMs: 3_600_000, expiredServerMs: 3_600_000 },
    log: quiet,
    server: {
      id: join.claims.serverId,
      name: 'test',
      url: '',
      version: '',
      mediasoupVersion: '',
      routerRtpCapabilities: {},
      capacity: 500,
    },
    workers: () => [],
    onRegisteredAgain: () => Promise.resolve(),
    load: () => 0,
    capacity: () => 500,
    troubles: () => [],
    onSuperseded: () => {},
  });
  await registration.start();
  const beat = () => registration.requireWorkerKnown(WorkerId.parse(randomUUID()));
  const rooms = {
    join: async (): Promise<JoinOutcome> => {
      await beat();
      return answer();
    },
  };
  const persistence = new DatabasePersistence({
    // A join asks for nothing else.
    database: { rooms } as unknown as ConstructorParameters<typeof DatabasePersistence>[0]['database'],
    registration,
    onRoomRead: () => {},
    writes: new WriteBehind(quiet),
  });
  await persistence.joinSeat(join).catch(() => undefined);
  expect(servers.reserved.at(-1)).toBe(WEIGHT);
  await beat();
  expect(servers.reserved.at(-1)).toBe(0);
});
