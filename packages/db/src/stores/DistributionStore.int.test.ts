import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fixture } from '../../test/Fixture.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

test('UI-20, ADMIN-7: the distribution has ids only; codes of meetings and names of people are read apart', async () => {
  const server = await fixture.addServer();
  const meeting = await fixture.addMeeting();
  const quiet = await fixture.addMeeting();
  const { joined } = await fixture.joinAndProduce(meeting.id, server);

  const { meetings, people } = await fixture.db.distribution.names();
  expect(meetings).toEqual([{ meetingId: meeting.id, slug: meeting.slug }]);
  expect(meetings.some(({ meetingId }) => meetingId === quiet.id)).toBe(false);
  const seat = people.find(({ participantId }) => participantId === joined.participantId);
  expect(seat?.name).toBeTruthy();

  const told = JSON.stringify(await fixture.db.distribution.read());
  expect(told).toContain(joined.participantId);
  expect(told).not.toContain(meeting.slug);
  expect(told).not.toContain(`"${seat?.name}"`);
});
