import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { Fixture, newId } from '../../test/Fixture.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

const message = (text: string) => ({ senderName: 'Ann', clientMessageId: randomUUID(), text });

test('DB-50: messages sent at once are numbered without gaps, and the number alone is announced', async () => {
  const meeting = await fixture.addMeeting();
  const heard: string[] = [];
  await fixture.db.listener.listen(meeting.id, (payload) => heard.push(payload));
  const second = fixture.another();
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 === 0 ? fixture.db : second).chat.append({
        ...message(`secret ${index}`),
        meetingId: meeting.id,
        participantId: newId.participant(),
      }),
    ),
  );
  const numbers = outcomes.map((outcome) => (outcome.outcome === 'stored' ? outcome.seq : 0));
  const expected = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(expected);
  await eventually('100 announcements', () => heard.length >= 100);
  // In the order of the numbers: each message is visible before a higher number is heard of.
  expect(heard.map((payload) => JSON.parse(payload) as unknown)).toEqual(
    expected.map((seq) => ({ type: 'chatAppended', seq })),
  );
});

test('DB-51: a message sent again, also at the same time, is stored once and takes one number', async () => {
  const meeting = await fixture.addMeeting();
  const sent = { ...message('once'), meetingId: meeting.id, participantId: newId.participant() };
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => fixture.db.chat.append(sent)));
  expect(outcomes.every((outcome) => outcome.outcome === 'stored' && outcome.seq === 1)).toBe(true);
  expect(outcomes.filter((outcome) => outcome.outcome === 'stored' && !outcome.duplicate)).toHaveLength(1);
  // The client's id is the sender's own: another sender may have the same.
  const other = await fixture.db.chat.append({ ...sent, participantId: newId.participant() });
  expect(other).toMatchObject({ seq: 2, duplicate: false });
  expect(await fixture.db.chat.append({ ...sent, meetingId: newId.meeting() })).toEqual({
    outcome: 'meetingNotFound',
  });
});

test('DB-54: a page of history has every message up to the number that it names, while others are written', async () => {
  const meeting = await fixture.addMeeting();
  const [ann, bob] = [newId.participant(), newId.participant()];
  const from = { meetingId: meeting.id, participantId: ann };
  const write = async () => {
    for (let n = 0; n < 90; n += 1) await fixture.db.chat.append({ ...from, ...message(`${n}`) });
  };
  const read = async () => {
    const reader = fixture.another();
    for (let lastSeq = 0; lastSeq < 90;) {
      const page = await reader.chat.history({ ...from, participantId: bob, afterSeq: 0, limit: 100 });
      ({ lastSeq } = page);
      const numbers = page.messages.map(({ seq }) => seq).filter((seq) => seq <= page.lastSeq);
      expect(numbers).toEqual(Array.from({ length: page.lastSeq }, (_, index) => index + 1));
    }
  };
  await Promise.all([write(), read(), read()]);
});

test('DB-52: a private message is read by its sender and receiver alone', async () => {
  const meeting = await fixture.addMeeting();
  const [ann, bob, eve] = [newId.participant(), newId.participant(), newId.participant()];
  const from = { meetingId: meeting.id, participantId: ann };
  await fixture.db.chat.append({ ...from, ...message('for all') });
  await fixture.db.chat.append({ ...from, ...message('for Bob'), to: bob });
  const read = async (participantId: typeof ann) =>
    fixture.db.chat.history({ meetingId: meeting.id, participantId, limit: 100 });
  expect((await read(ann)).messages.map(({ message }) => message)).toEqual(['for all', 'for Bob']);
  expect((await read(bob)).messages).toMatchObject([
    { seq: 1 },
    { seq: 2, to: bob, name: 'Ann', participantId: ann },
  ]);
  expect(await read(eve)).toMatchObject({ messages: [{ seq: 1, message: 'for all' }], lastSeq: 2 });
});

test('DB-53: history is read in pages of at most 100, forwards and backwards', async () => {
  const meeting = await fixture.addMeeting();
  const participantId = newId.participant();
  for (let index = 0; index < 120; index += 1) {
    await fixture.db.chat.append({ ...message(`${index}`), meetingId: meeting.id, participantId });
  }
  const seqs = async (page: { afterSeq?: number; beforeSeq?: number; limit: number }) => {
    const { messages } = await fixture.db.chat.history({ meetingId: meeting.id, participantId, ...page });
    return [messages.length, messages.at(0)?.seq, messages.at(-1)?.seq];
  };
  expect(await seqs({ limit: 1000 })).toEqual([100, 21, 120]);
  expect(await seqs({ limit: 50 })).toEqual([50, 71, 120]);
  expect(await seqs({ limit: 50, beforeSeq: 71 })).toEqual([50, 21, 70]);
  expect(await seqs({ limit: 50, afterSeq: 0 })).toEqual([50, 1, 50]);
  expect(await seqs({ limit: 50, afterSeq: 115 })).toEqual([5, 116, 120]);
  expect(await seqs({ limit: 50, afterSeq: 10, beforeSeq: 13 })).toEqual([2, 11, 12]);
  expect(await seqs({ limit: 50, afterSeq: 120 })).toEqual([0, undefined, undefined]);
});
