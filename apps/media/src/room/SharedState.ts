import type { Limits, MeetingId, ParticipantId, RoomState } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { RoomPersistence } from './ports.ts';
import { peopleIn, withoutPerson } from './sharedEdits.ts';
import { StateChanges } from './StateChanges.ts';

/** A change that was asked for is written, or given up, after so many times as long as the database is waited for. */
const LATE_WRITES = 4;

export type VersionedState = { readonly state: RoomState; readonly stateVersion: number };

export type SharedStateOptions = {
  readonly meetingId: MeetingId;
  readonly persistence: Pick<RoomPersistence, 'changeState'>;
  readonly limits: Pick<Limits, 'databaseMs' | 'seatKeptMs'>;
  readonly log: Log;
  /** Whether somebody is in the meeting, here or elsewhere. */
  readonly isThere: (participantId: ParticipantId) => boolean;
  readonly onNews: (now: VersionedState) => void;
  /** This server has written it: the others are to read. */
  readonly onWritten: () => void;
};

/** What all in the meeting share: one versioned document (DESIGN §4). An older version says nothing new. */
export class SharedState {
  readonly #options: SharedStateOptions;
  readonly #changes: StateChanges;
  readonly #scope = new Scope();
  /** Who left for good a moment ago: what others, or they themselves, had asked before may be written after it. */
  readonly #gone = new Set<ParticipantId>();
  /** Who is looked for again when their seat's time is up. */
  readonly #lost = new Set<ParticipantId>();
  #current: VersionedState = {
    state: { locked: false, waitingRoom: false, pinned: null, hands: {} },
    stateVersion: 0,
  };

  constructor(options: SharedStateOptions) {
    this.#options = options;
    this.#changes = new StateChanges({
      meetingId: options.meetingId,
      current: () => this.#current,
      learn: (now) => this.learn(now),
      persistence: options.persistence,
      deadlineMs: options.limits.databaseMs,
      onChanged: options.onWritten,
    });
  }

  get current(): VersionedState {
    return this.#current;
  }

  learn({ state, stateVersion }: VersionedState): void {
    if (stateVersion <= this.#current.stateVersion) return;
    this.#current = { state, stateVersion };
    this.#options.onNews(this.#current);
    for (const participantId of peopleIn(state)) this.#seeTo(participantId);
  }

  /** Changes it everywhere. @throws AppError databaseUnavailable, versionConflict, and what `edit` throws */
  async change(edit: (state: RoomState) => RoomState): Promise<void> {
    await this.#changes.change(edit);
  }

  /** Who was lost keeps hand and pin as long as their seat. Every server sees to it; the first one writes. */
  forgetLater(participantId: ParticipantId): void {
    if (this.#isWithout(participantId) || this.#lost.has(participantId)) return;
    this.#lost.add(participantId);
    this.#scope.timeout(this.#options.limits.seatKeptMs, () => {
      this.#lost.delete(participantId);
      if (!this.#options.isThere(participantId)) this.#take(participantId);
    });
  }

  /** Who left for good has no hand raised, and is pinned no more. Nobody waits for it: whoever is here draws neither. */
  forget(participantId: ParticipantId): void {
    this.#gone.add(participantId);
    this.#scope.timeout(LATE_WRITES * this.#options.limits.databaseMs, () =>
      this.#gone.delete(participantId),
    );
    this.#take(participantId);
  }

  /** What is told of somebody who is not there: it was on its way when they went, or they are lost. */
  #seeTo(participantId: ParticipantId): void {
    if (this.#options.isThere(participantId)) this.#gone.delete(participantId);
    else if (this.#gone.has(participantId)) this.#take(participantId);
    else this.forgetLater(participantId);
  }

  #take(participantId: ParticipantId): void {
    if (this.#isWithout(participantId)) return;
    this.change((state) => withoutPerson(state, participantId)).catch((error: unknown) => {
      this.#options.log.info('shared state keeps who is gone', { error });
    });
  }

  close(): void {
    this.#scope.close();
  }

  #isWithout(participantId: ParticipantId): boolean {
    return withoutPerson(this.#current.state, participantId) === this.#current.state;
  }
}
