import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { Fixture, newId, type TestServer } from '../../test/Fixture.ts';
import { parseAnnouncement, type RoomAnnouncement } from '../announcement.ts';

let fixture: Fixture;
let server: TestServer;
let other: TestServer;

beforeAll(async () => {
  fixture = await Fixture.create();
  [server, other] = await Promise.all([fixture.addServer(), fixture.addServer()]);
});
afterAll(() => fixture.close());

/** Everything that is announced in a meeting; fails on a payload that is none of ours. */
async function hear(meetingId: string): Promise<RoomAnnouncement[]> {
  const heard: RoomAnnouncement[] = [];
  await fixture.db.listener.listen(meetingId, (payload) => {
    const announcement = parseAnnouncement(payload);
    if (announcement === undefined) throw new Error(`not an announcement: ${payload}`);
    heard.push(announcement);
  });
  return heard;
}

test('DB-40: a producer’s life is announced on the meeting’s channel with all ids (000-15..19, X6)', async () => {
  const meeting = await fixture.addMeeting();
  const heard = await hear(meeting.id);
  const { joined, producer } = await fixture.joinAndProduce(meeting.id, server);
  const { producerId } = producer;
  expect(await fixture.db.producers.setPaused(producerId, true)).toBe(true);
  expect(await fixture.db.producers.setPaused(producerId, true)).toBe(false);
  expect(await fixture.db.producers.setPaused(producerId, false)).toBe(true);
  expect(await fixture.db.producers.remove(producerId)).toBe(true);
  expect(await fixture.db.producers.remove(producerId)).toBe(false);
  await fixture.db.rooms.updateParticipant({
    participantId: joined.participantId,
    serverId: server.id,
    muted: true,
  });
  await fixture.db.rooms.leave({ peerId: producer.peerId, seatEpoch: 1, keepSeat: false });
  await fixture.db.rooms.removeServerPart({ meetingId: meeting.id, serverId: server.id });

  await eventually('eight announcements', () => heard.length >= 8);
  const seat = {
    serverId: server.id,
    participantId: joined.participantId,
    peerId: producer.peerId,
    seatEpoch: 1,
  };
  const ids = { ...seat, routerId: producer.routerId, producerId };
  expect(heard).toEqual([
    { type: 'participantJoined', ...seat },
    { type: 'producerAdded', ...ids, kind: 'video', source: 'camera', paused: false },
    { type: 'producerPaused', ...ids },
    { type: 'producerResumed', ...ids },
    { type: 'producerRemoved', ...ids },
    { type: 'participantChanged', serverId: server.id, participantId: joined.participantId },
    { type: 'participantLeft', ...seat },
    { type: 'serverLeft', serverId: server.id },
  ]);
});

test('DB-41: a server fetches the producers of a room on other servers, not its own (000-20, 000-21)', async () => {
  const meeting = await fixture.addMeeting();
  const ann = await fixture.joinAndProduce(meeting.id, server);
  const bob = await fixture.joinAndProduce(meeting.id, other);
  const ids = async (from: TestServer) =>
    (await fixture.db.producers.listElsewhere(meeting.id, from.id)).map(({ producerId }) => producerId);
  expect(await ids(server)).toEqual([bob.producer.producerId]);
  expect(await ids(other)).toEqual([ann.producer.producerId]);
  expect(await fixture.db.producers.listElsewhere(newId.meeting(), server.id)).toEqual([]);
});

test('DB-42: a producer whose peer or router is gone meanwhile leaves no row', async () => {
  const meeting = await fixture.addMeeting();
  const { producer } = await fixture.joinAndProduce(meeting.id, server);
  expect(
    await fixture.db.producers.add({ ...producer, producerId: newId.producer(), routerId: newId.router() }),
  ).toBe(false);
  await fixture.db.rooms.leave({ peerId: producer.peerId, seatEpoch: 1, keepSeat: true });
  const before = await fixture.everything();
  expect(await fixture.db.producers.add({ ...producer, producerId: newId.producer() })).toBe(false);
  expect(await fixture.everything()).toEqual(before);
});

test('DB-44: a producer that is written again takes the place of its own row', async () => {
  const meeting = await fixture.addMeeting();
  const { producer } = await fixture.joinAndProduce(meeting.id, server);
  expect(await fixture.db.producers.add({ ...producer, paused: true })).toBe(true);
  const elsewhere = await fixture.db.producers.listElsewhere(meeting.id, other.id);
  expect(elsewhere).toMatchObject([{ producerId: producer.producerId, paused: true }]);
});

test('DB-43: a payload that is none of ours parses to nothing', () => {
  for (const payload of ['', 'x', '{}', '{"type":"producerAdded"}', '[]', 'null']) {
    expect(parseAnnouncement(payload)).toBeUndefined();
  }
});
