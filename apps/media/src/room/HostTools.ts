import {
  type AnswerKnocksInput,
  AppError,
  type LetBackInInput,
  type ParticipantId,
  type ParticipantInput,
  participantOf,
  type PinForAllInput,
  type RaiseHandInput,
  type RemoveParticipantInput,
  type RoomState,
  type SetLockedInput,
  type SetRoleInput,
  type SetWaitingRoomInput,
  type StopSourceInput,
  wireLimits,
} from '@convene/protocol';
import type { HostRequests } from '@convene/signaling';
import { requireKeepsDoor } from './hostRules.ts';
import type { Peer } from './Peer.ts';
import type { HostAction } from './ports.ts';
import type { Room } from './Room.ts';
import type { Seat } from './Seat.ts';
import { withHand, withoutHand } from './sharedEdits.ts';
import { TokenBucket } from './TokenBucket.ts';

/** What one peer asks of others and of the meeting (HOST rules). Whom it names is looked up in its own room only. */
export class HostTools implements HostRequests {
  readonly #room: Room;
  readonly #peer: Peer;
  readonly #bucket = new TokenBucket({
    burst: wireLimits.hostToolBurst,
    perSecond: wireLimits.hostToolsPerSecond,
  });

  constructor(room: Room, peer: Peer) {
    this.#room = room;
    this.#peer = peer;
  }

  async raiseHand({ raised }: RaiseHandInput): Promise<void> {
    const { participantId } = this.#begin('raiseHand');
    const at = Date.now();
    await this.#room.gathering.shared.change((state) =>
      raised ? withHand(state, participantId, at) : withoutHand(state, participantId),
    );
  }

  async lowerHand({ participantId }: ParticipantInput): Promise<void> {
    this.#requireKnown(participantId);
    await this.#changeState((state) => withoutHand(state, participantId));
    this.#audit('lowerHand', { participantId });
  }

  async lowerAllHands(): Promise<void> {
    await this.#changeState((state) => ({ ...state, hands: {} }));
    this.#audit('lowerAllHands');
  }

  async stopSource({ participantId, source }: StopSourceInput): Promise<void> {
    await this.#room.stops.stop(this.#begin('stopSource'), participantId, source);
  }

  async muteAll(): Promise<void> {
    await this.#room.stops.muteAll(this.#begin('muteAll'));
  }

  async pinForAll({ streamId }: PinForAllInput): Promise<void> {
    const { roster } = this.#room.gathering;
    if (streamId !== null && !roster.has(participantOf(streamId)))
      throw AppError.of('streamNotFound', { streamId });
    await this.#changeState((state) => ({ ...state, pinned: streamId }));
    this.#audit('pinForAll', { streamId });
  }

  async setLocked({ locked }: SetLockedInput): Promise<void> {
    await this.#changeState((state) => ({ ...state, locked }));
    this.#audit('setLocked', { locked });
  }

  async setWaitingRoom({ waitingRoom }: SetWaitingRoomInput): Promise<void> {
    await this.#changeState((state) => ({ ...state, waitingRoom }));
    this.#audit('setWaitingRoom', { waitingRoom });
  }

  async answerKnocks(input: AnswerKnocksInput): Promise<void> {
    await this.#act({ type: 'answerKnocks', ...input });
  }

  async removeParticipant(input: RemoveParticipantInput): Promise<void> {
    await this.#act({ type: 'removeParticipant', ...input });
  }

  async letBackIn({ banId }: LetBackInInput): Promise<void> {
    await this.#act({ type: 'letBackIn', banId });
  }

  async setRole({ participantId, role }: SetRoleInput): Promise<void> {
    await this.#act({ type: 'setRole', participantId, role });
  }

  async handOver({ participantId }: ParticipantInput): Promise<void> {
    await this.#act({ type: 'handOver', participantId });
  }

  async endMeeting(): Promise<void> {
    await this.#act({ type: 'endMeeting' });
  }

  /** The database takes the step, and says whether this person may; then it is done to the people of each server. */
  async #act(action: HostAction): Promise<void> {
    const { participantId: by } = this.#begin(action.type);
    const { deps, meeting, gathering } = this.#room;
    const { meetingId } = meeting;
    await deps.persistence.act({ meetingId, by }, action);
    // The others hear it from the database too; over the links it comes when that is deaf.
    gathering.part.pass({ type: 'roomChanged' });
    await deps.cluster.refresh(meetingId);
  }

  #seat(request: string): Seat {
    return this.#peer.requireSitting(request).seat;
  }

  /** The caller's seat. @throws AppError rateLimited, wrongState */
  #begin(request: string): Seat {
    if (!this.#bucket.take()) throw AppError.rateLimited(request);
    return this.#seat(request);
  }

  #requireKnown(participantId: ParticipantId): void {
    if (!this.#room.gathering.roster.has(participantId)) throw AppError.participantNotFound(participantId);
  }

  /** Whoever lost the right while others were first changes nothing any more. */
  async #changeState(edit: (state: RoomState) => RoomState): Promise<void> {
    this.#begin('changeState');
    await this.#room.gathering.shared.change((state) => {
      requireKeepsDoor(this.#seat('changeState').role);
      return edit(state);
    });
  }

  #audit(action: string, details: Record<string, string | boolean | null> = {}): void {
    const { participantId: by } = this.#seat(action);
    this.#room.deps.persistence.audited({ meetingId: this.#room.meeting.meetingId, by, action, details });
  }
}
