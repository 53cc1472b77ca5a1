import type {
  ChatMessage,
  JoinClaims,
  MediaKind,
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  Role,
  RoomState,
  RouterId,
  SeatEpoch,
  ServerId,
  Source,
} from '@convene/protocol';
import type { RouterPlace } from '../media/MediaRouter.ts';

/** What a room needs of the world outside; `cluster/` implements it. */

export type JoinSeat = {
  readonly claims: JoinClaims;
  readonly peerId: PeerId;
  readonly name: string;
  readonly routerId: RouterId;
  readonly place: RouterPlace;
  /** Consumers that this join brings: the joiner's own, and one more for everybody there for what it sends. */
  readonly weight: number;
  readonly takeOver: boolean;
  readonly heldSeatEpoch: SeatEpoch | undefined;
  /** undefined: as the seat has it. */
  readonly muted: boolean | undefined;
  readonly cameraOff: boolean | undefined;
};

export type SeatTaken = {
  readonly result: 'joined';
  readonly participantId: ParticipantId;
  readonly seatEpoch: SeatEpoch;
  readonly role: Role;
  readonly name: string;
  readonly muted: boolean;
  readonly cameraOff: boolean;
  readonly joinedAt: number;
  readonly state: RoomState;
  readonly stateVersion: number;
  readonly chatSeq: number;
};

/** Refusals that the caller can act on; all others are thrown as AppError. */
export type JoinSeatResult =
  | SeatTaken
  | { readonly result: 'seatTaken' }
  | {
      readonly result: 'elsewhere';
      /** Where the meeting is at home, when that is known. */
      readonly serverId: ServerId | null;
      readonly reason: 'full' | 'moved' | 'closing';
    };

export type ProducerRecord = {
  readonly meetingId: MeetingId;
  readonly participantId: ParticipantId;
  readonly peerId: PeerId;
  readonly seatEpoch: SeatEpoch;
  readonly routerId: RouterId;
  readonly producerId: ProducerId;
  readonly kind: MediaKind;
  readonly source: Source;
  readonly paused: boolean;
};

/** `new`: the message got its number now; else it was stored before and is sent again. */
export type StoredChat = { readonly message: ChatMessage; readonly isNew: boolean };

export type NewChatMessage = {
  readonly meetingId: MeetingId;
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly clientMessageId: string;
  readonly message: string;
  readonly to: ParticipantId | undefined;
};

/**
 * What must outlive the process. Only `joinSeat` and `appendChat` are waited for; the rest is written afterwards, in
 * order, and never holds up media.
 */
export interface RoomPersistence {
  /** @throws AppError meetingNotFound, meetingEnded, meetingFull, databaseUnavailable */
  joinSeat(join: JoinSeat): Promise<JoinSeatResult>;
  /** @throws AppError databaseUnavailable */
  appendChat(message: NewChatMessage): Promise<StoredChat>;
  /** `keepSeat`: the person was lost and may come back. `seatEpoch` null: nobody heard whether the seat was taken. */
  leaveSeat(peer: {
    meetingId: MeetingId;
    peerId: PeerId;
    seatEpoch: SeatEpoch | null;
    keepSeat: boolean;
  }): void;
  participantChanged(change: {
    meetingId: MeetingId;
    participantId: ParticipantId;
    name?: string;
    muted?: boolean;
    cameraOff?: boolean;
  }): void;
  producerAdded(producer: ProducerRecord): void;
  producerPaused(producer: ProducerRecord): void;
  producerRemoved(producer: Pick<ProducerRecord, 'meetingId' | 'producerId'>): void;
}

/** What other servers tell of a room. */
export interface RoomSubscriber {
  /** A seat was taken on another server: a lower peer of it here is no longer the current one. */
  seatTakenElsewhere(seat: { participantId: ParticipantId; seatEpoch: SeatEpoch }): void;
}

/** The part that this server has in a room (000-10..12, 000-23..25). */
export interface RoomAnnouncements {
  /** Listens; resolves when nothing can be missed any more (000-14). @throws AppError databaseUnavailable */
  listen(meetingId: MeetingId, subscriber: RoomSubscriber): Promise<() => void>;
  /** Nobody of the room is left on this server; `routerId` is the router that it had. */
  roomClosed(room: { meetingId: MeetingId; routerId: RouterId | undefined }): void;
}
