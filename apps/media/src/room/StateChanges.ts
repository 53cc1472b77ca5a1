import { AppError, type MeetingId, type RoomState } from '@convene/protocol';
import { withDeadline } from '../media/withDeadline.ts';
import type { RoomPersistence } from './ports.ts';

/** Others who write at the same moment and are first: each of them has made a change, so that none waits for ever. */
const ATTEMPTS = 50;

export type StateChangesOptions = {
  readonly meetingId: MeetingId;
  readonly current: () => { readonly state: RoomState; readonly stateVersion: number };
  readonly learn: (now: { readonly state: RoomState; readonly stateVersion: number }) => void;
  readonly persistence: Pick<RoomPersistence, 'changeState'>;
  /** The person is told within this time, whatever the database does. */
  readonly deadlineMs: number;
  readonly onChanged: () => void;
};

/** Writes what all in the meeting share, by compare-and-set: whoever was not first tries again with what holds now. */
export class StateChanges {
  readonly #options: StateChangesOptions;

  constructor(options: StateChangesOptions) {
    this.#options = options;
  }

  /**
   * `edit` answers the state as it should be, from what it is; it may be asked again, and may throw. What is so already
   * is not written. @throws AppError databaseUnavailable, versionConflict, and what `edit` throws
   */
  async change(edit: (state: RoomState) => RoomState): Promise<void> {
    const { deadlineMs: ms } = this.#options;
    try {
      await withDeadline(this.#change(edit, performance.now() + ms), { ms, what: 'roomState' });
    } catch (error) {
      if (error instanceof AppError && error.code === 'timeout') throw AppError.databaseUnavailable(error);
      throw error;
    }
  }

  async #change(edit: (state: RoomState) => RoomState, until: number): Promise<void> {
    const { meetingId, current, learn, persistence, onChanged } = this.#options;
    for (let attempt = 0; attempt < ATTEMPTS && performance.now() < until; attempt += 1) {
      const { state, stateVersion } = current();
      const next = edit(state);
      if (isSame(state, next)) return;
      const answer = await persistence.changeState({ meetingId, stateVersion, state: next });
      learn(answer);
      if (!answer.changed) continue;
      onChanged();
      return;
    }
    throw AppError.of('versionConflict', { meetingId });
  }
}

const isSame = (one: RoomState, other: RoomState): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
