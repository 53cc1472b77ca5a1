import { randomUUID } from 'node:crypto';
import { MeetingId, ParticipantId, type RoomState, streamIdOf } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { SharedState, type VersionedState } from './SharedState.ts';
import { withHand } from './sharedEdits.ts';

const EMPTY: RoomState = { locked: false, waitingRoom: false, pinned: null, hands: {} };
const SEAT_KEPT_MS = 5_000;

/** A database whose answers come when the test says so. */
class SlowDocument {
  now: VersionedState = { state: EMPTY, stateVersion: 0 };
  readonly #held: (() => void)[] = [];

  changeState = async ({ stateVersion, state }: VersionedState) => {
    const changed = stateVersion === this.now.stateVersion;
    if (changed) this.now = { state, stateVersion: stateVersion + 1 };
    const answer = { changed, ...this.now };
    await new Promise<void>((resolve) => this.#held.push(resolve));
    return answer;
  };

  /** Lets everything through that is written now, and what follows from it. */
  async answer(): Promise<void> {
    for (let held = this.#held.splice(0); held.length > 0; held = this.#held.splice(0)) {
      for (const resolve of held) resolve();
      await vi.advanceTimersByTimeAsync(0);
    }
  }
}

describe('HOST-6: nobody who is gone has a hand up, or is pinned', () => {
  let document: SlowDocument;
  let shared: SharedState;
  const there = new Set<ParticipantId>();
  const [bob, eve] = [1, 2].map(() => ParticipantId.parse(randomUUID())) as [ParticipantId, ParticipantId];

  beforeEach(() => {
    vi.useFakeTimers();
    document = new SlowDocument();
    there.clear();
    there.add(bob).add(eve);
    shared = new SharedState({
      meetingId: MeetingId.parse(randomUUID()),
      persistence: document,
      limits: { databaseMs: 60_000, seatKeptMs: SEAT_KEPT_MS },
      log: new RecordingLog(),
      isThere: (participantId) => there.has(participantId),
      onNews: () => {},
      onWritten: () => {},
    });
  });
  afterEach(() => {
    shared.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('who is removed while their hand is on its way up', async () => {
    const raising = shared.change((state) => withHand(state, bob, 1));
    there.delete(bob);
    shared.forget(bob);
    await document.answer();
    await raising;
    expect(document.now.state.hands).toEqual({});
  });

  it('who is removed while another server pins them', async () => {
    there.delete(bob);
    shared.forget(bob);
    document.now = { state: { ...EMPTY, pinned: streamIdOf(bob, 'camera') }, stateVersion: 1 };
    shared.learn(document.now);
    await document.answer();
    expect(document.now.state.pinned).toBeNull();
  });

  it('who is lost meanwhile: when their seat is kept no more, and not if they are back', async () => {
    there.delete(bob);
    there.delete(eve);
    document.now = { state: { ...EMPTY, hands: { [bob]: 1, [eve]: 2 } }, stateVersion: 1 };
    shared.learn(document.now);
    await vi.advanceTimersByTimeAsync(SEAT_KEPT_MS - 1);
    there.add(eve);
    expect(document.now.state.hands).toEqual({ [bob]: 1, [eve]: 2 });
    await vi.advanceTimersByTimeAsync(1);
    await document.answer();
    expect(document.now.state.hands).toEqual({ [eve]: 2 });
  });

  it('and who is let in again raises it as before', async () => {
    there.delete(bob);
    shared.forget(bob);
    there.add(bob);
    const raising = shared.change((state) => withHand(state, bob, 3));
    await document.answer();
    await raising;
    expect(document.now.state.hands).toEqual({ [bob]: 3 });
  });
});
