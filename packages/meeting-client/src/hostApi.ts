import type { BanId, KnockId, ParticipantId, StoppableSource, StreamId } from '@convene/protocol';

/**
 * Somebody with the right has muted this person, turned their camera off or ended what they share. Their own buttons have
 * followed already; only they can turn it on again.
 */
export type HostNews = {
  readonly type: 'stopped';
  readonly source: StoppableSource;
  readonly by: ParticipantId;
};

/**
 * Host tools. Each resolves when it is done, on whatever servers the people sit, and rejects with an AppError: `forbidden`,
 * `participantNotFound`, `databaseUnavailable` (within 2 s) and the like. What changes shows in the snapshot: roles in
 * `participants` and `self`, the rest in `roomState` and `door`.
 */
export interface HostApi {
  /** The own hand; participants may. */
  raiseHand(raised: boolean): Promise<void>;
  /** Somebody else's; this and all that follows is for cohosts and the host. */
  lowerHand(participantId: ParticipantId): Promise<void>;
  lowerAllHands(): Promise<void>;
  /** Mutes somebody, turns their camera off or ends what they share (with its sound). There is no opposite. */
  stopSource(participantId: ParticipantId, source: StoppableSource): Promise<void>;
  /** Everybody but this person; a cohost does not mute the host. */
  muteAll(): Promise<void>;
  /** null: nothing is pinned for everyone. */
  pinForAll(streamId: StreamId | null): Promise<void>;
  /** Nobody new comes in; who has a seat comes back. */
  setLocked(locked: boolean): Promise<void>;
  /** Who is new waits to be let in. Off lets everybody in who waits. */
  setWaitingRoom(waitingRoom: boolean): Promise<void>;
  admit(knocks: readonly KnockId[] | 'all'): Promise<void>;
  refuse(knocks: readonly KnockId[] | 'all'): Promise<void>;
  /** Out of the meeting, and kept out if that is wanted; a cohost can remove participants only. */
  removeParticipant(participantId: ParticipantId, options: { readonly keepOut: boolean }): Promise<void>;
  /** Somebody in `door.banned` may come again. */
  letBackIn(banId: BanId): Promise<void>;
  /** For the host alone, like what follows. */
  setRole(participantId: ParticipantId, role: 'cohost' | 'participant'): Promise<void>;
  /** Somebody else is the host from now on, and this person a cohost. */
  handOver(participantId: ParticipantId): Promise<void>;
  /** For all, and for good: the link says that the meeting has ended. */
  endMeeting(): Promise<void>;
  onNews(listener: (news: HostNews) => void): () => void;
}
