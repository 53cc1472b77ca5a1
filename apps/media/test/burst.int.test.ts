import { afterEach, expect, it } from 'vitest';
import { LocalServer } from './LocalServer.ts';

const WORKERS = 8;
const MEETINGS = 40;
const PEOPLE = 5;

let server: LocalServer;
afterEach(() => server.close());

it('PLACE-27: 40 meetings of 5 who join at once make 5 rooms and 25 people on each of 8 workers (003-1, 003-11, 003-29, 003-32, 004-92)', async () => {
  server = await LocalServer.start({ workers: WORKERS });
  const meetings = await Promise.all(Array.from({ length: MEETINGS }, () => server.createMeeting()));
  const clients = await Promise.all(
    Array.from({ length: PEOPLE }, () => meetings.map((meeting) => server.enter(meeting))).flat(),
  );
  const joined = await Promise.all(clients.map((client) => client.join()));
  expect(joined).toHaveLength(MEETINGS * PEOPLE);

  const stats = server.server.pool.getWorkerStats();
  expect(new Set(stats.map(({ pid }) => pid)).size).toBe(WORKERS);
  expect(stats.map(({ roomCount }) => roomCount)).toEqual(Array.from({ length: WORKERS }, () => 5));
  const { participants, routers } = await server.database.distribution.read();
  const people = server.server.pool.workers.map(
    ({ workerId }) => participants.filter((seat) => seat.workerId === workerId).length,
  );
  expect(people).toEqual(Array.from({ length: WORKERS }, () => 25));
  // Nobody's meeting is torn apart while its worker has space.
  expect(routers.filter(({ meetingId }) => meetingId !== null)).toHaveLength(MEETINGS);
}, 120_000);
