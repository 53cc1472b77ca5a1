import { SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fixture, newId } from '../../test/Fixture.ts';

const BROWSER = SeatKey.parse('browser');
const decision = { inputs: { kind: 'server', weight: 1 }, reasons: ['a lowestLoad'] };
let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

test('PLACE-42: the choice of a server is written with the home that it takes, and not when another one took it', async () => {
  const meeting = await fixture.addMeeting();
  const [first, second] = await Promise.all([fixture.addServer(), fixture.addServer()]);
  const userId = newId.user();
  const take = (next: typeof first.id) =>
    fixture.db.meetings.takeHome({
      meetingId: meeting.id,
      expected: null,
      next,
      decided: { userId, participantId: null, decision },
    });
  fixture.statements.length = 0;
  expect(await take(first.id)).toBe(first.id);
  expect(await take(second.id)).toBe(first.id);
  expect(fixture.statements).toEqual(['meeting-take-home', 'meeting-take-home']);
  const written = await fixture.db.placements.list(meeting.id);
  expect(written).toMatchObject([
    { userId, participantId: null, peerId: null, serverId: first.id, routerId: null, ...decision },
  ]);
});

test('PLACE-42: it is written alone where no home changes, also when there is no server', async () => {
  const meeting = await fixture.addMeeting();
  const userId = newId.user();
  const refuse = () =>
    fixture.db.placements.add({
      meetingId: meeting.id,
      userId,
      participantId: null,
      serverId: null,
      decision,
    });
  await refuse();
  // Who waits asks again and again, and is told the same.
  await refuse();
  expect(await fixture.db.placements.list(meeting.id)).toMatchObject([
    { userId, serverId: null, ...decision },
  ]);
  await fixture.query(`UPDATE placement_decision SET at = now() - interval '11 seconds'`);
  await refuse();
  expect(await fixture.db.placements.list(meeting.id)).toHaveLength(2);
});

test('PLACE-34: a server’s people of a meeting are those who sit there and those who are on their way', async () => {
  const meeting = await fixture.addMeeting();
  const [first, second] = await Promise.all([fixture.addServer(), fixture.addServer()]);
  const send = (userId: ReturnType<typeof newId.user>, serverId: typeof first.id) =>
    fixture.db.placements.add({ meetingId: meeting.id, userId, participantId: null, serverId, decision });
  const people = async (userId = newId.user()) => {
    const view = await fixture.db.meetings.readForEnter({ slug: meeting.slug, userId, seatKey: BROWSER });
    return [first, second].map(({ id }) => view?.servers.find((server) => server.serverId === id)?.people);
  };
  const ann = newId.user();
  await send(ann, first.id);
  await send(ann, first.id);
  expect(await people()).toEqual([1, 0]);
  // Whoever asks does not count against themselves.
  expect(await people(ann)).toEqual([0, 0]);

  await fixture.join(meeting.id, first, { userId: ann });
  expect(await people()).toEqual([1, 0]);
  expect(await people(ann)).toEqual([0, 0]);

  const bob = newId.user();
  await send(bob, second.id);
  expect(await people()).toEqual([1, 1]);
  await fixture.query(`UPDATE placement_decision SET at = now() - interval '11 seconds' WHERE user_id = $1`, [
    bob,
  ]);
  expect(await people()).toEqual([1, 0]);

  const { input } = await fixture.join(meeting.id, second);
  expect(await people()).toEqual([1, 1]);
  await fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch: 1, keepSeat: false });
  expect(await people()).toEqual([1, 0]);
});

test('BOUND-4: decisions are kept for their time, and no longer', async () => {
  const meeting = await fixture.addMeeting();
  const server = await fixture.addServer();
  const add = () =>
    fixture.db.placements.add({
      meetingId: meeting.id,
      userId: newId.user(),
      participantId: null,
      serverId: server.id,
      decision,
    });
  await Promise.all([add(), add(), add()]);
  await fixture.query(
    `UPDATE placement_decision SET at = now() - interval '31 days'
      WHERE id IN (SELECT id FROM placement_decision WHERE meeting_id = $1 LIMIT 2)`,
    [meeting.id],
  );
  const keptMs = 30 * 24 * 60 * 60_000;
  expect(await fixture.db.placements.removeOld({ keptMs })).toBe(2);
  expect(await fixture.db.placements.removeOld({ keptMs })).toBe(0);
  expect(await fixture.db.placements.list(meeting.id)).toHaveLength(1);
});
