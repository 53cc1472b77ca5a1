import { DecisionInputs, replay } from '@convene/placement';
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

it('PLACE-28: 200 who join one meeting at once, audio only, all get in, with one router on each worker that they need (004-92, 004-93)', async () => {
  server = await LocalServer.start({ workers: WORKERS });
  const meeting = await server.createMeeting();
  const clients = await Promise.all(
    Array.from({ length: MEETINGS * PEOPLE }, async () => server.enter(meeting)),
  );
  await Promise.all(clients.map(async (client) => client.join({ cameraOff: true })));

  const { participants, routers } = await server.database.distribution.read();
  expect(participants).toHaveLength(MEETINGS * PEOPLE);
  const ofMeeting = routers.filter(({ meetingId }) => meetingId === meeting.meetingId);
  expect(new Set(ofMeeting.map(({ workerId }) => workerId)).size).toBe(ofMeeting.length);
  // Each sits where the decision says, which passed no worker's limit by what was reserved for those before.
  const rows = await server.database.placements.list(meeting.meetingId);
  expect(rows).toHaveLength(MEETINGS * PEOPLE);
  for (const { workerId, inputs, reasons } of rows) {
    const decision = DecisionInputs.parse(inputs);
    expect(replay(decision)).toEqual({ chosen: workerId, reasons });
    if (decision.kind !== 'router') throw new Error('a join is no choice of a server');
    const chosen = decision.workers.find((worker) => worker.workerId === workerId);
    const there = decision.room.find((part) => part.workerId === workerId)?.people ?? 0;
    const brought = decision.receives + decision.sends * there;
    expect(chosen!.consumers + chosen!.reserved + brought).toBeLessThanOrEqual(chosen!.maxConsumers);
  }
}, 120_000);
