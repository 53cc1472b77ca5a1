import { type ParticipantId, RoomState } from '@convene/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { Fixture, newId } from '../../test/Fixture.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

test('DB-60: a change on top of an old version is refused with what holds, and only changes are announced', async () => {
  const meeting = await fixture.addMeeting();
  const heard: string[] = [];
  await fixture.db.listener.listen(meeting.id, (payload) => heard.push(payload));
  const empty = RoomState.parse({});
  const locked = RoomState.parse({ locked: true });
  expect(await fixture.db.roomState.read(meeting.id)).toEqual({ state: empty, version: 0 });
  expect(await fixture.db.roomState.compareAndSet(meeting.id, 0, locked)).toEqual({
    outcome: 'changed',
    version: 1,
  });
  expect(await fixture.db.roomState.compareAndSet(meeting.id, 0, empty)).toEqual({
    outcome: 'conflict',
    current: { state: locked, version: 1 },
  });
  expect(await fixture.db.roomState.compareAndSet(meeting.id, 1, empty)).toEqual({
    outcome: 'changed',
    version: 2,
  });
  expect(await fixture.db.roomState.compareAndSet(newId.meeting(), 0, empty)).toEqual({
    outcome: 'meetingNotFound',
  });
  expect(await fixture.db.roomState.read(newId.meeting())).toBeUndefined();
  await eventually('two announcements', () => heard.length >= 2);
  expect(heard.map((payload) => JSON.parse(payload) as unknown)).toEqual([
    { type: 'roomStateChanged', version: 1 },
    { type: 'roomStateChanged', version: 2 },
  ]);
});

test('DB-61: of changes at once none is lost', async () => {
  const meeting = await fixture.addMeeting();
  const raise = async (participantId: ParticipantId): Promise<void> => {
    let current = await fixture.db.roomState.read(meeting.id);
    while (current !== undefined) {
      const next = { ...current.state, hands: { ...current.state.hands, [participantId]: 1 } };
      const outcome = await fixture.db.roomState.compareAndSet(meeting.id, current.version, next);
      if (outcome.outcome === 'changed') return;
      current = outcome.outcome === 'conflict' ? outcome.current : undefined;
    }
    throw new Error('the meeting is gone');
  };
  const people = Array.from({ length: 12 }, () => newId.participant());
  await Promise.all(people.map(raise));
  const after = await fixture.db.roomState.read(meeting.id);
  expect(Object.keys(after?.state.hands ?? {}).toSorted()).toEqual(people.toSorted());
  expect(after?.version).toBe(12);
});
