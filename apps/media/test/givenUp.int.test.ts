import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

let local: LocalServer;
let meeting: TestMeeting;
let people: TestClient[];

beforeAll(async () => {
  local = await LocalServer.start({
    workers: 2,
    limits: { heartbeatMs: 200, workerRespawnMs: 50 },
    media: { maxConsumersPerWorker: 100 },
  });
  meeting = await local.createMeeting();
  people = [await local.enter(meeting), await local.enter(meeting)];
});
afterAll(async () => {
  await local.close();
});

const read = async (path: string): Promise<unknown> => (await fetch(`${local.url}${path}`)).json();

it('POOL-8: a server that has given up a worker serves with the others, carries that much less, and says so (003-31, 003-33, 004-89)', async () => {
  const { pool } = local.server;
  const [ada, bob] = people as [TestClient, TestClient];
  await ada.join({ name: 'Ada' });
  const seat = pool.workers.find(({ routers }) => routers.length > 0)!;
  const victim = 1 - seat.index;
  await waitUntil('the other worker to be given up', () => {
    for (const { index, pid } of pool.workers) if (index === victim) process.kill(pid, 'SIGKILL');
    return pool.givenUp.length > 0;
  });

  const givenUp = [victim];
  const troubles = [{ code: 'workersGivenUp', workers: givenUp }];
  expect(await read('/ready')).toEqual({
    ready: true,
    reasons: [],
    givenUp,
    troubles: ['workersGivenUp'],
  });
  expect(await read('/workers')).toMatchObject({ givenUp, troubles, workers: [{ pid: seat.pid }] });
  expect(await read('/stats')).toMatchObject({ troubles, workers: [{ pid: seat.pid, closed: false }] });
  await waitUntil('the map to have it', async () => {
    const { servers } = await local.database.distribution.read();
    return servers[0]!.capacity === 100 && servers[0]!.troubles.length === 1;
  });
  expect(await read('/cluster')).toMatchObject({ servers: [{ live: true, capacity: 100, troubles }] });

  // Who sat on the other worker has noticed nothing, and others come.
  await bob.join({ name: 'Bob' });
  expect(await ada.waitForEvent('newPeer')).toMatchObject({ participant: { name: 'Bob' } });
  expect(ada.eventsOf('closed')).toEqual([]);
});
