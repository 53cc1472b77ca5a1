import { SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { Fixture, newId, type TestServer } from '../../test/Fixture.ts';
import { parseAnnouncement } from '../announcement.ts';

let fixture: Fixture;
let server: TestServer;

beforeAll(async () => {
  fixture = await Fixture.create();
  server = await fixture.addServer();
});
afterAll(() => fixture.close());

describe('join', () => {
  test('DB-10: one statement takes the seat and answers the room (004-96)', async () => {
    const meeting = await fixture.addMeeting();
    const elsewhere = await fixture.addServer();
    const other = await fixture.joinAndProduce(meeting.id, elsewhere, { name: 'Bob', muted: true });
    const routerId = newId.router();
    fixture.statements.length = 0;

    const joined = await fixture.join(meeting.id, server, { workerId: server.workerId, routerId, weight: 3 });

    expect(fixture.statements).toEqual(['room-join']);
    expect(joined).toMatchObject({
      seatEpoch: 1,
      role: 'participant',
      muted: false,
      previousPeer: null,
      homeServerId: null,
      roomStateVersion: 0,
      chatSeq: 0,
    });
    expect(joined.roster.map(({ name, serverId, muted }) => ({ name, serverId, muted }))).toEqual([
      { name: 'Bob', serverId: elsewhere.id, muted: true },
      { name: 'Ann', serverId: server.id, muted: false },
    ]);
    const { meetingId: _, ...announced } = other.producer;
    expect(joined.producersElsewhere).toEqual([announced]);
    const placement = { serverId: server.id, workerId: server.workerId, routerId };
    const distribution = await fixture.db.distribution.read();
    expect(distribution.participants).toContainEqual(
      expect.objectContaining({ participantId: joined.participantId, ...placement }),
    );
    expect(distribution.servers.find(({ serverId }) => serverId === server.id)).toMatchObject({
      reserved: 3,
    });
    const decisions = await fixture.query(
      'SELECT inputs, reasons FROM placement_decision WHERE participant_id = $1',
      [joined.participantId],
    );
    expect(decisions).toEqual([{ inputs: { load: 0 }, reasons: ['home'] }]);
  });

  test('DB-11: the last seats of a meeting are given once, however many ask at once', async () => {
    const meeting = await fixture.addMeeting({ maxParticipants: 20 });
    const second = fixture.another();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? fixture.db : second).rooms.join(fixture.joinInput(meeting.id, server)),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'joined')).toHaveLength(20);
    expect(outcomes.filter(({ outcome }) => outcome === 'meetingFull')).toHaveLength(30);
    const [row] = await fixture.query('SELECT count(*)::integer AS n FROM peer WHERE meeting_id = $1', [
      meeting.id,
    ]);
    expect(row).toEqual({ n: 20 });
  });

  test('DB-12: two meetings cannot take the same last place of a server', async () => {
    const small = await fixture.addServer({ capacity: 30 });
    const meetings = await Promise.all([1, 2, 3, 4].map(() => fixture.addMeeting()));
    const outcomes = await Promise.all(
      meetings.flatMap(({ id }) =>
        Array.from({ length: 5 }, () => fixture.db.rooms.join(fixture.joinInput(id, small, { weight: 4 }))),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'joined')).toHaveLength(7);
    expect(outcomes.filter(({ outcome }) => outcome === 'serverFull')).toHaveLength(13);
    const row = await fixture.db.servers.get(small.id);
    expect(row).toMatchObject({ reserved: 28, capacity: 30 });
  });

  test('PLACE-36: the last places of two servers are given once each, however many meetings ask both at once', async () => {
    const pair = await Promise.all([1, 2].map(() => fixture.addServer({ capacity: 30 })));
    const meetings = await Promise.all(Array.from({ length: 6 }, () => fixture.addMeeting()));
    const second = fixture.another();
    const outcomes = await Promise.all(
      meetings.flatMap(({ id }, index) =>
        pair.flatMap((target) =>
          Array.from({ length: 3 }, (_, turn) =>
            (turn % 2 === 0 ? fixture.db : second).rooms.join(
              fixture.joinInput(id, target, { weight: 4, spread: index % 2 === 0 }),
            ),
          ),
        ),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'joined')).toHaveLength(14);
    expect(outcomes.filter(({ outcome }) => outcome === 'serverFull')).toHaveLength(22);
    for (const { id } of pair) {
      expect(await fixture.db.servers.get(id)).toMatchObject({ reserved: 28, capacity: 30 });
    }
  });

  test('PLACE-35: a move is announced with its predecessor, any other join without', async () => {
    const meeting = await fixture.addMeeting();
    const heard: string[] = [];
    await fixture.db.listener.listen(meeting.id, (payload) => heard.push(payload));
    const first = await fixture.join(meeting.id, server);
    const { userId, peerId: predecessor } = first.input;
    await fixture.join(meeting.id, await fixture.addServer(), {
      userId,
      predecessor,
      spread: true,
      heldSeatEpoch: first.seatEpoch,
    });
    await eventually('both announcements', () => Promise.resolve(heard.length >= 2));
    const announced = heard.map((payload) => parseAnnouncement(payload));
    expect(announced).toMatchObject([
      { type: 'participantJoined', seatEpoch: 1 },
      { type: 'participantJoined', seatEpoch: 2, predecessor },
    ]);
    expect(announced[0]).not.toHaveProperty('predecessor');
  });

  test('DB-13: a refusal writes nothing', async () => {
    const full = await fixture.addServer({ capacity: 1 });
    const draining = await fixture.addServer({ state: 'draining' });
    const dead = await fixture.addServer();
    await fixture.expire(dead.id);
    const meeting = await fixture.addMeeting({ maxParticipants: 1 });
    const seated = await fixture.join(meeting.id, server);
    const ended = await fixture.addMeeting();
    await fixture.db.meetings.end(ended.id);
    const homed = await fixture.addMeeting();
    await fixture.db.meetings.takeHome({ meetingId: homed.id, expected: null, next: server.id });
    const open = await fixture.addMeeting();
    const before = await fixture.everything();

    const join = async (...args: Parameters<Fixture['joinInput']>) =>
      fixture.db.rooms.join(fixture.joinInput(...args));
    expect(await join(newId.meeting(), server)).toEqual({ outcome: 'meetingNotFound' });
    expect(await join(ended.id, server)).toEqual({ outcome: 'meetingEnded' });
    expect(await join(meeting.id, server)).toEqual({ outcome: 'meetingFull', limit: 1 });
    expect(await join(meeting.id, server, { userId: seated.input.userId })).toEqual({
      outcome: 'seatTaken',
      serverId: server.id,
    });
    expect(await join(homed.id, full)).toEqual({ outcome: 'elsewhere', serverId: server.id });
    expect(await join(open.id, full, { weight: 2 })).toEqual({ outcome: 'serverFull' });
    expect(await join(open.id, draining)).toEqual({ outcome: 'serverClosing' });
    expect(await join(open.id, { ...server, epoch: server.epoch + 1 })).toEqual({ outcome: 'notRegistered' });
    expect(await join(open.id, dead)).toEqual({ outcome: 'notRegistered' });
    expect(await join(open.id, { ...server, id: newId.server() })).toEqual({ outcome: 'notRegistered' });

    expect(await fixture.everything()).toEqual(before);
  });

  test('DB-23: a join that the database ends to resolve a deadlock is sent again', async () => {
    const meeting = await fixture.addMeeting();
    const rival = await fixture.pool.connect();
    try {
      // Locks in the wrong order, and never the one to give in.
      await rival.query(`BEGIN; SET LOCAL deadlock_timeout = '1min'`);
      await rival.query('SELECT FROM media_server WHERE id = $1 FOR UPDATE', [server.id]);
      fixture.statements.length = 0;
      const joining = fixture.db.rooms.join(fixture.joinInput(meeting.id, server));
      await eventually('the join to wait for the server', async () => {
        const waiting = await fixture.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      await rival.query('SELECT FROM meeting WHERE id = $1 FOR UPDATE', [meeting.id]);
      await rival.query('COMMIT');
      expect(await joining).toMatchObject({ outcome: 'joined', seatEpoch: 1 });
      expect(fixture.statements).toEqual(['room-join', 'room-join']);
    } finally {
      rival.release();
    }
  });

  test('DB-14: a server without a part in the room takes nobody while the home has room, unless told to', async () => {
    const meeting = await fixture.addMeeting();
    const home = await fixture.addServer({ capacity: 1 });
    const other = await fixture.addServer();
    await fixture.db.meetings.takeHome({ meetingId: meeting.id, expected: null, next: home.id });
    expect(await fixture.db.rooms.join(fixture.joinInput(meeting.id, other))).toMatchObject({
      outcome: 'elsewhere',
    });
    await fixture.join(meeting.id, other, { spread: true });
    await fixture.join(meeting.id, other);

    const filled = await fixture.addMeeting();
    await fixture.db.meetings.takeHome({ meetingId: filled.id, expected: null, next: home.id });
    await fixture.join(filled.id, home);
    await fixture.join(filled.id, other);
  });
});

describe('routers, parts and names', () => {
  test('DB-20: a peer goes to another router when its own is gone; its seat follows', async () => {
    const meeting = await fixture.addMeeting();
    const { joined, routerId } = await fixture.joinAndProduce(meeting.id, server);
    await fixture.db.rooms.removeRouter(routerId);
    const next = newId.router();
    const decision = { inputs: { people: 1 }, reasons: ['least'] };
    const move = { peerId: joined.input.peerId, workerId: server.workerId, routerId: next, decision };
    expect(await fixture.db.rooms.movePeer(move)).toBe(true);
    expect(await fixture.db.rooms.movePeer({ ...move, peerId: newId.peer() })).toBe(false);
    const { participants, routers } = await fixture.db.distribution.read();
    expect(participants.find(({ peerId }) => peerId === joined.input.peerId)).toMatchObject({
      routerId: next,
    });
    expect(routers.find((router) => router.routerId === next)).toMatchObject({
      meetingId: meeting.id,
      producers: 0,
    });
    expect(routers.find((router) => router.routerId === routerId)).toBeUndefined();
    const decisions = await fixture.db.placements.list(meeting.id);
    expect(decisions.at(-1)).toMatchObject({ peerId: joined.input.peerId, routerId: next, ...decision });
  });

  test('DB-21: a server gives up its part in a room only when nobody sits there (000-12, 000-25)', async () => {
    const meeting = await fixture.addMeeting();
    const { input } = await fixture.join(meeting.id, server, { seatKey: SeatKey.parse('browser') });
    const part = { meetingId: meeting.id, serverId: server.id };
    expect(await fixture.db.rooms.removeServerPart(part)).toBe(false);
    await fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch: 1, keepSeat: false });
    expect(await fixture.db.rooms.removeServerPart(part)).toBe(true);
    expect(await fixture.db.rooms.removeServerPart(part)).toBe(false);
  });

  test('DB-22: the name and mute state are the seat’s', async () => {
    const meeting = await fixture.addMeeting();
    const { participantId, input } = await fixture.join(meeting.id, server);
    const change = { participantId, serverId: server.id };
    expect(await fixture.db.rooms.updateParticipant({ ...change, name: 'Anna', muted: true })).toBe(true);
    expect(await fixture.db.rooms.updateParticipant({ ...change, cameraOff: true })).toBe(true);
    expect(
      await fixture.db.rooms.updateParticipant({ participantId: newId.participant(), serverId: null }),
    ).toBe(false);
    const view = await fixture.db.meetings.readForEnter({ slug: meeting.slug, ...input });
    expect(view?.seat).toMatchObject({ name: 'Anna', muted: true, cameraOff: true });
  });
});
