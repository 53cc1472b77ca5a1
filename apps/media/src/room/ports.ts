import type {
  LinkedStream,
  LinkedStreamStats,
  PartEvent,
  PartSnapshot,
  StopOrder,
  WantedLayer,
} from '@convene/protocol/link';
import type {
  AnswerKnocksInput,
  BanId,
  ChatMessage,
  Door,
  JoinClaims,
  MediaKind,
  MeetingId,
  ParticipantId,
  ParticipantInfo,
  PeerId,
  ProducerId,
  RemoveParticipantInput,
  Role,
  RoomState,
  RouterId,
  SeatEpoch,
  ServerId,
  SignalDown,
  Source,
} from '@convene/protocol';
import type { MediaRouter, RouterPlace } from '../media/MediaRouter.ts';

/** What a room needs of the world outside; `cluster/` implements it. */

export type JoinSeat = {
  readonly claims: JoinClaims;
  readonly peerId: PeerId;
  readonly name: string;
  readonly routerId: RouterId;
  readonly place: RouterPlace;
  readonly decision: PlacementDecision;
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
  readonly door: Door;
};

/** What is known of a room that decides who may be in it, and with which rights (HOST rules). */
export type RoomRead = {
  readonly ended: boolean;
  readonly door: Door;
  readonly roles: ReadonlyMap<ParticipantId, Role>;
  /** Peers that waited and were answered. */
  readonly answeredKnocks: ReadonlyMap<PeerId, 'admitted' | 'refused'>;
  /** Peers that waited for somebody who waits with another one now. */
  readonly supersededKnocks: ReadonlySet<PeerId>;
  /** Seats of people who were removed, and until which peer. */
  readonly removedSeats: ReadonlyMap<ParticipantId, SeatEpoch>;
};

/** Refusals that the caller can act on; all others are thrown as AppError. */
export type JoinSeatResult =
  | SeatTaken
  | { readonly result: 'seatTaken' }
  | { readonly result: 'waiting'; readonly since: number }
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

/** A step of the host tools that the database takes. */
export type HostAction =
  | {
      readonly type: 'setRole';
      readonly participantId: ParticipantId;
      readonly role: 'cohost' | 'participant';
    }
  | { readonly type: 'handOver'; readonly participantId: ParticipantId }
  | ({ readonly type: 'removeParticipant' } & RemoveParticipantInput)
  | { readonly type: 'letBackIn'; readonly banId: BanId }
  | ({ readonly type: 'answerKnocks' } & AnswerKnocksInput)
  | { readonly type: 'endMeeting' };

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
  /**
   * @throws AppError meetingNotFound, meetingEnded, meetingFull, meetingLocked, removedFromMeeting, admissionRefused,
   * databaseUnavailable
   */
  joinSeat(join: JoinSeat): Promise<JoinSeatResult>;
  /** The messages after this number, oldest first, at most 100. @throws AppError databaseUnavailable */
  readChat(meetingId: MeetingId, afterSeq: number): Promise<readonly ChatMessage[]>;
  /** @throws AppError databaseUnavailable */
  appendChat(message: NewChatMessage): Promise<StoredChat>;
  /** `keepSeat`: the person was lost and may come back. `seatEpoch` null: nobody heard whether the seat was taken. */
  leaveSeat(peer: {
    meetingId: MeetingId;
    peerId: PeerId;
    seatEpoch: SeatEpoch | null;
    keepSeat: boolean;
  }): void;
  /** A peer sits on another router, because its media were lost. */
  routerChanged(peer: {
    meetingId: MeetingId;
    peerId: PeerId;
    routerId: RouterId;
    place: RouterPlace;
    decision: PlacementDecision;
  }): void;
  participantChanged(change: {
    meetingId: MeetingId;
    participantId: ParticipantId;
    name?: string;
    muted?: boolean;
    cameraOff?: boolean;
  }): void;
  /** Replaces what all share if it still has this version; answers what holds then. @throws AppError databaseUnavailable, meetingNotFound */
  changeState(change: {
    meetingId: MeetingId;
    stateVersion: number;
    state: RoomState;
  }): Promise<{ changed: boolean; state: RoomState; stateVersion: number }>;
  /**
   * Takes a step for which somebody needs a right, which is read where it is taken.
   * @throws AppError forbidden, participantNotFound, databaseUnavailable
   */
  act(who: { meetingId: MeetingId; by: ParticipantId }, action: HostAction): Promise<void>;
  /** The peer of somebody who waited ended. `keepPlace`: they were lost and may come back. */
  leaveKnock(knock: { meetingId: MeetingId; peerId: PeerId; keepPlace: boolean }): void;
  /** Sees to an heir where a host was there and is gone. */
  appointHeir(meetingId: MeetingId): void;
  /** Somebody with the right has done this; for operators. */
  audited(entry: {
    meetingId: MeetingId;
    by: ParticipantId;
    action: string;
    details?: Record<string, string | number | boolean | null>;
  }): void;
  producerAdded(producer: ProducerRecord): void;
  producerPaused(producer: ProducerRecord): void;
  producerRemoved(producer: Pick<ProducerRecord, 'meetingId' | 'producerId'>): void;
}

/** The part of a room that is on one other server, as it is known now. */
export type RemotePart = {
  readonly serverId: ServerId;
  /** Whether the link to it is up. What is behind one that is not shows as reconnecting, and is the database's word. */
  readonly reachable: boolean;
  readonly participants: readonly ParticipantInfo[];
  readonly streams: readonly LinkedStream[];
  /** Who dominates among its people. */
  readonly speaker: ParticipantId | null;
};

/** What a room hears of the other servers; the cluster tells it. */
export interface RoomSubscriber {
  /**
   * A seat was taken on another server: a lower peer of it here is no longer the current one. With `predecessor` it is
   * one that moved there, and goes on sending for a while (DESIGN §4).
   */
  seatTakenElsewhere(seat: {
    participantId: ParticipantId;
    seatEpoch: SeatEpoch;
    predecessor?: PeerId | undefined;
  }): void;
  /**
   * So the database has the seat, on whatever server: this one may be about to be answered that it was taken. Told before
   * the parts that the database has without its former peer.
   */
  seatRead(seat: { participantId: ParticipantId; seatEpoch: SeatEpoch }): void;
  /** All that is known of one server's part, each time it changes; undefined: it has none any more. */
  partChanged(serverId: ServerId, part: RemotePart | undefined): void;
  /** Typing, reactions, pointers and loudness of another server's people. */
  signalReceived(serverId: ServerId, down: SignalDown): void;
  /** A message was stored with this number, on whatever server. */
  chatAppended(seq: number): void;
  roomStateChanged(state: RoomState, stateVersion: number): void;
  /** Who may be in the room, and with which rights: each time it was read. */
  roomRead(read: RoomRead): void;
  /**
   * Somebody on another server wants something stopped of people here: done when it resolves.
   * @throws AppError forbidden, participantNotFound
   */
  stopOrdered(serverId: ServerId, order: StopOrder): Promise<void>;
  /** What another server's people want of streams sent here; it replaces what they wanted before. */
  demandReported(serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>): void;
}

/** This server's part of a room, for the others to mirror. */
export interface LocalPart {
  read(): PartSnapshot;
  /** Hears each change after the call; what it was before is `read` in the same turn. */
  watch(listener: (event: PartEvent) => void): () => void;
  /** How a stream that is sent here gets here. @throws AppError producerNotFound */
  streamStats(producerId: ProducerId): Promise<LinkedStreamStats>;
}

/** The part that this server has in a room (000-10..12, 000-23..25), and those that others have. */
export interface RoomCluster {
  /**
   * Listens, and lets others watch `local`. Resolves when nothing can be missed any more (000-14); answers how to end.
   * From then on the roster and the producers that a join's answer has of other servers are told to `subscriber` before
   * `joinSeat` resolves. @throws AppError databaseUnavailable
   */
  listen(meetingId: MeetingId, subscriber: RoomSubscriber, local: LocalPart): Promise<() => void>;
  /** Tells another server the highest layers that people here want of its streams; it replaces what was told before. */
  reportDemand(meetingId: MeetingId, serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>): void;
  /** Has another server stop something of its people. @throws AppError timeout, and what that server answers */
  order(serverId: ServerId, order: StopOrder): Promise<void>;
  /** Reads the room from the database again, and tells the subscriber; what fails is tried again later. */
  refresh(meetingId: MeetingId): Promise<void>;
  /** How a stream that is sent on another server gets there. @throws AppError; undefined: it has no part in the room */
  readStreamStats(stream: {
    meetingId: MeetingId;
    serverId: ServerId;
    producerId: ProducerId;
  }): Promise<LinkedStreamStats | undefined>;
  /** A router that the room had here is closed, and the room goes on. */
  routerClosed(router: { meetingId: MeetingId; routerId: RouterId }): void;
  /** Nobody of the room is left on this server; `routerIds` are the routers that it has. */
  roomClosed(room: { meetingId: MeetingId; routerIds: readonly RouterId[] }): void;
}

/** A choice that was made, with all that it was made from: `packages/placement` replays it. Ids and numbers only. */
type PlacementDecision = {
  readonly inputs: Record<string, unknown>;
  readonly reasons: readonly string[];
};

export type PlaceRouter = {
  readonly meetingId: MeetingId;
  /** The routers that the room has here, in the order in which they were taken, and how many people sit on each. */
  readonly routers: readonly { readonly router: MediaRouter; readonly people: number }[];
  /** Consumers that the joiner will have at once. */
  readonly receives: number;
  /** Streams that the joiner is expected to send: a consumer more for each person who is there, on that one's worker. */
  readonly sends: number;
};

export type PlacedRouter = {
  readonly router: MediaRouter;
  readonly decision: PlacementDecision;
  /** What was reserved on the workers, until the consumers themselves count: given back when the join does not come about. */
  readonly giveBack: () => void;
};
