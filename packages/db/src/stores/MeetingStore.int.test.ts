import { MeetingSlug, SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fixture, newId } from '../../test/Fixture.ts';

const BROWSER = SeatKey.parse('browser');
let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

test('DB-30: a meeting is found by its code; a code that is taken is an answer and no error', async () => {
  const meeting = await fixture.addMeeting({ maxParticipants: 5 });
  expect(await fixture.db.meetings.find(meeting.slug)).toEqual(meeting);
  expect(await fixture.db.meetings.get(meeting.id)).toEqual(meeting);
  expect(meeting).toMatchObject({
    settings: { maxParticipants: 5 },
    homeServerId: null,
    chatSeq: 0,
    endedAt: null,
  });
  const again = await fixture.db.meetings.create({ slug: meeting.slug, title: '', hostUserId: newId.user() });
  expect(again).toEqual({ outcome: 'slugTaken' });
  expect(await fixture.db.meetings.get(newId.meeting())).toBeUndefined();
});

test('DB-31: of first joiners at once, one takes the home and all are told which', async () => {
  const meeting = await fixture.addMeeting();
  const servers = await Promise.all(Array.from({ length: 4 }, () => fixture.addServer()));
  const second = fixture.another();
  const homes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? fixture.db : second).meetings.takeHome({
        meetingId: meeting.id,
        expected: null,
        next: servers[index % 4]!.id,
      }),
    ),
  );
  expect(new Set(homes).size).toBe(1);
  expect(await fixture.db.meetings.get(meeting.id)).toMatchObject({ homeServerId: homes[0] });
  const next = servers.find(({ id }) => id !== homes[0])!.id;
  expect(await fixture.db.meetings.takeHome({ meetingId: meeting.id, expected: homes[0]!, next })).toBe(next);
  expect(
    await fixture.db.meetings.takeHome({ meetingId: newId.meeting(), expected: null, next }),
  ).toBeUndefined();
});

test('DB-32: entering reads all it needs in one statement', async () => {
  const hostUserId = newId.user();
  const meeting = await fixture.addMeeting({ hostUserId });
  const server = await fixture.addServer({ region: 'eu', capacity: 100 });
  const dead = await fixture.addServer();
  await fixture.expire(dead.id);
  await fixture.db.meetings.takeHome({ meetingId: meeting.id, expected: null, next: server.id });
  const ann = await fixture.join(meeting.id, server, { weight: 4, name: 'Ann' });
  await fixture.join(meeting.id, server);
  fixture.statements.length = 0;

  const view = await fixture.db.meetings.readForEnter({ ...ann.input, slug: meeting.slug });

  expect(fixture.statements).toEqual(['meeting-read-for-enter']);
  expect(view).toMatchObject({
    meetingId: meeting.id,
    hostUserId,
    ended: false,
    homeServerId: server.id,
    userName: 'Ann',
    people: 2,
    seat: {
      participantId: ann.participantId,
      role: 'participant',
      seatEpoch: 1,
      occupied: true,
      left: false,
    },
  });
  expect(view?.servers.find(({ serverId }) => serverId === server.id)).toEqual({
    serverId: server.id,
    epoch: server.epoch,
    url: 'ws://127.0.0.1:3001',
    region: 'eu',
    state: 'ready',
    load: 0,
    reserved: 5,
    capacity: 100,
    homesTaken: 1,
    people: 1,
    routerRtpCapabilities: { codecs: [] },
  });
  expect(view?.servers.map(({ serverId }) => serverId)).not.toContain(dead.id);

  const stranger = await fixture.db.meetings.readForEnter({
    slug: meeting.slug,
    userId: newId.user(),
    seatKey: BROWSER,
  });
  expect(stranger).toMatchObject({ seat: null, userName: null, people: 2 });
  const nowhere = { slug: MeetingSlug.parse('zzz-zzzz-zzz'), userId: newId.user(), seatKey: BROWSER };
  expect(await fixture.db.meetings.readForEnter(nowhere)).toBeUndefined();
});

test('DB-33: the way from entering to the answer of join is three statements, for one person or for thirty', async () => {
  const meeting = await fixture.addMeeting();
  const server = await fixture.addServer();
  const enterAndJoin = async () => {
    fixture.statements.length = 0;
    const input = fixture.joinInput(meeting.id, server, {
      workerId: server.workerId,
      routerId: newId.router(),
    });
    const view = await fixture.db.meetings.readForEnter({ ...input, slug: meeting.slug });
    await fixture.db.meetings.takeHome({
      meetingId: meeting.id,
      expected: view?.homeServerId ?? null,
      next: server.id,
    });
    expect(await fixture.db.rooms.join(input)).toMatchObject({ outcome: 'joined' });
    return [...fixture.statements];
  };
  const alone = await enterAndJoin();
  for (let person = 0; person < 30; person += 1) await fixture.join(meeting.id, server);
  expect(alone).toEqual(['meeting-read-for-enter', 'meeting-take-home', 'room-join']);
  expect(await enterAndJoin()).toEqual(alone);
});
