import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fixture, newId, type TestServer } from '../../test/Fixture.ts';

let fixture: Fixture;
let server: TestServer;

beforeAll(async () => {
  fixture = await Fixture.create();
  server = await fixture.addServer();
});
afterAll(() => fixture.close());

test('DB-15: a seat in use is taken over on request or by the tab that held it', async () => {
  const meeting = await fixture.addMeeting();
  const first = await fixture.join(meeting.id, server, { muted: true, cameraOff: true });
  const { userId } = first.input;

  const taken = await fixture.join(meeting.id, server, { userId, takeOver: true, name: 'Ann again' });
  expect(taken).toMatchObject({
    participantId: first.participantId,
    seatEpoch: 2,
    previousPeer: { peerId: first.input.peerId, serverId: server.id },
    muted: true,
    cameraOff: true,
    joinedAt: first.joinedAt,
  });
  const reloaded = await fixture.join(meeting.id, server, { userId, heldSeatEpoch: 2, muted: false });
  expect(reloaded).toMatchObject({ seatEpoch: 3, muted: false, cameraOff: true });
  expect(
    await fixture.db.rooms.join(fixture.joinInput(meeting.id, server, { userId, heldSeatEpoch: 2 })),
  ).toEqual({
    outcome: 'seatTaken',
    serverId: server.id,
  });
  expect(reloaded.roster).toHaveLength(1);

  // The former peers end later; the seat stays with the last one.
  const late = await fixture.db.rooms.leave({ peerId: first.input.peerId, seatEpoch: 1, keepSeat: false });
  expect(late).toEqual({ outcome: 'left', wasCurrent: false });
  const view = await fixture.db.meetings.readForEnter({
    slug: meeting.slug,
    userId,
    seatKey: first.input.seatKey,
  });
  expect(view?.seat).toMatchObject({ occupied: true, left: false, seatEpoch: 3 });
});

test('DB-16: of joins to one seat at once, one stands and the others know it as their predecessor', async () => {
  const meeting = await fixture.addMeeting();
  const userId = newId.user();
  const asking = Array.from({ length: 8 }, () => fixture.joinInput(meeting.id, server, { userId }));
  const outcomes = await Promise.all(asking.map((input) => fixture.db.rooms.join(input)));
  expect(outcomes.filter(({ outcome }) => outcome === 'joined')).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'seatTaken')).toHaveLength(7);

  const taking = await Promise.all(
    asking.map((input) =>
      fixture.join(meeting.id, server, { ...input, peerId: newId.peer(), takeOver: true }),
    ),
  );
  expect(taking.map(({ seatEpoch }) => seatEpoch).toSorted((a, b) => a - b)).toEqual([
    2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  const predecessors = new Set(taking.map(({ previousPeer }) => previousPeer?.peerId));
  expect(predecessors.size).toBe(8);
  const last = taking.find(({ seatEpoch }) => seatEpoch === 9);
  const [seat] = await fixture.query('SELECT current_peer_id AS peer FROM participant WHERE user_id = $1', [
    userId,
  ]);
  expect(seat).toEqual({ peer: last?.input.peerId });
});

test('DB-25: a seat is found by its user, whether anybody sits in it or not', async () => {
  const meeting = await fixture.addMeeting();
  const { input, participantId } = await fixture.join(meeting.id, server);
  const { userId, seatKey } = input;
  expect(await fixture.db.rooms.findSeat({ meetingId: meeting.id, userId, seatKey })).toBe(participantId);
  await fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch: 1, keepSeat: false });
  expect(await fixture.db.rooms.findSeat({ meetingId: meeting.id, userId, seatKey })).toBe(participantId);
  const another = { meetingId: meeting.id, userId, seatKey: newId.seat() };
  expect(await fixture.db.rooms.findSeat(another)).toBeUndefined();
});

test('DB-17: the first seat of the owner is host, another person of the owner is not', async () => {
  const hostUserId = newId.user();
  const meeting = await fixture.addMeeting({ hostUserId });
  const guest = await fixture.join(meeting.id, server);
  const host = await fixture.join(meeting.id, server, { userId: hostUserId });
  const again = await fixture.join(meeting.id, server, { userId: hostUserId, seatKey: newId.seat() });
  expect([guest.role, host.role, again.role]).toEqual(['participant', 'host', 'participant']);
  await fixture.db.rooms.leave({ peerId: host.input.peerId, seatEpoch: 1, keepSeat: false });
  const back = await fixture.join(meeting.id, server, { userId: hostUserId });
  expect(back).toMatchObject({ role: 'host', participantId: host.participantId, seatEpoch: 2 });
});

test('DB-18: a lost seat is kept for its time and counts, a seat that was left does not', async () => {
  const meeting = await fixture.addMeeting({ maxParticipants: 1 });
  const ann = await fixture.join(meeting.id, server, { muted: true });
  const bob = fixture.joinInput(meeting.id, server);
  await fixture.db.rooms.leave({ peerId: ann.input.peerId, seatEpoch: 1, keepSeat: true });
  expect(await fixture.db.rooms.join(bob)).toMatchObject({ outcome: 'meetingFull' });
  const back = await fixture.join(meeting.id, server, { userId: ann.input.userId });
  expect(back).toMatchObject({ participantId: ann.participantId, muted: true, joinedAt: ann.joinedAt });

  await fixture.db.rooms.leave({ peerId: back.input.peerId, seatEpoch: 2, keepSeat: true });
  const impatient = fixture.another({ seatKeptMs: 1 });
  expect(await impatient.rooms.join(bob)).toMatchObject({ outcome: 'joined' });
  await fixture.db.rooms.leave({ peerId: bob.peerId, seatEpoch: 1, keepSeat: false });
  await fixture.query(`UPDATE participant SET last_seen_at = now() - interval '1 hour' WHERE id = $1`, [
    ann.participantId,
  ]);
  expect(await fixture.db.rooms.join(fixture.joinInput(meeting.id, server))).toMatchObject({
    outcome: 'joined',
  });
});

test('DB-19: leaving twice, or with another epoch, does nothing', async () => {
  const meeting = await fixture.addMeeting();
  const { input } = await fixture.join(meeting.id, server);
  const leave = (seatEpoch: number) =>
    fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch, keepSeat: false });
  expect(await leave(2)).toEqual({ outcome: 'unknownPeer' });
  expect(await leave(1)).toEqual({ outcome: 'left', wasCurrent: true });
  expect(await leave(1)).toEqual({ outcome: 'unknownPeer' });
});

test('DB-26: the same join again, after a lost answer, is answered the same and writes nothing', async () => {
  const meeting = await fixture.addMeeting({ maxParticipants: 1 });
  const { input, ...first } = await fixture.join(meeting.id, server);
  const before = await fixture.everything();
  expect(await fixture.db.rooms.join(input)).toEqual(first);
  expect(await fixture.everything()).toEqual(before);
});

test('DB-26: who never heard whether the join came about leaves without an epoch', async () => {
  const meeting = await fixture.addMeeting();
  const { input } = await fixture.join(meeting.id, server);
  const leave = () => fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch: null, keepSeat: true });
  expect(await leave()).toEqual({ outcome: 'left', wasCurrent: true });
  expect(await leave()).toEqual({ outcome: 'unknownPeer' });
});
