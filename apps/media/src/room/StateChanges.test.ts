import { randomUUID } from 'node:crypto';
import { MeetingId, ParticipantId, type RoomState } from '@convene/protocol';
import { expect, it } from 'vitest';
import type { RoomPersistence } from './ports.ts';
import { withHand } from './sharedEdits.ts';
import { StateChanges } from './StateChanges.ts';

const EMPTY: RoomState = { locked: false, waitingRoom: false, pinned: null, hands: {} };
const meetingId = MeetingId.parse(randomUUID());

/** The one document, as the database keeps it. */
class FakeDocument {
  state = EMPTY;
  stateVersion = 0;
  writes = 0;

  changeState: RoomPersistence['changeState'] = async ({ stateVersion, state }) => {
    this.writes += 1;
    await Promise.resolve();
    const changed = stateVersion === this.stateVersion;
    if (changed) {
      this.state = state;
      this.stateVersion += 1;
    }
    return { changed, state: this.state, stateVersion: this.stateVersion };
  };
}

/** One server's writer, which knows what it was told last. */
function writer(persistence: Pick<RoomPersistence, 'changeState'>, deadlineMs = 10_000) {
  let known = { state: EMPTY, stateVersion: 0 };
  let told = 0;
  const changes = new StateChanges({
    meetingId,
    current: () => known,
    learn: (now) => {
      if (now.stateVersion > known.stateVersion) known = now;
    },
    persistence,
    deadlineMs,
    onChanged: () => (told += 1),
  });
  return { changes, known: () => known, told: () => told };
}

it('HOST-8: of changes made at once on several servers none is lost', async () => {
  const document = new FakeDocument();
  const servers = [writer(document), writer(document), writer(document)];
  const people = Array.from({ length: 30 }, () => ParticipantId.parse(randomUUID()));
  await Promise.all(people.map((id, n) => servers[n % 3]!.changes.change((state) => withHand(state, id, n))));
  expect(Object.keys(document.state.hands).toSorted()).toEqual(people.toSorted());
  expect(document.stateVersion).toBe(people.length);
});

it('HOST-8: what is so already is not written', async () => {
  const document = new FakeDocument();
  const { changes, told } = writer(document);
  await changes.change((state) => ({ ...state, locked: true }));
  await changes.change((state) => ({ ...state, locked: true }));
  expect([document.writes, told()]).toEqual([1, 1]);
});

it('HOST-8: whoever lost the right while somebody else was first changes nothing', async () => {
  const document = new FakeDocument();
  const [one, other] = [writer(document), writer(document)];
  await one.changes.change((state) => ({ ...state, waitingRoom: true }));
  const late = other.changes.change((state) => {
    if (state.waitingRoom) throw new Error('no right any more');
    return { ...state, locked: true };
  });
  await expect(late).rejects.toThrow('no right any more');
  expect(document.state.locked).toBe(false);
});

it('HOST-9: a database that does not answer is said to be away within the deadline', async () => {
  const { changes, told } = writer({ changeState: () => new Promise(() => {}) }, 20);
  await expect(changes.change((state) => ({ ...state, locked: true }))).rejects.toMatchObject({
    code: 'databaseUnavailable',
  });
  expect(told()).toBe(0);
});
