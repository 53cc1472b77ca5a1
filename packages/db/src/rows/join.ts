import { Door, ParticipantId, PeerId, Role, RoomState, SeatEpoch, ServerId } from '@convene/protocol';
import type { MeetingId, RouterId, SeatKey, ServerEpoch, UserId, WorkerId } from '@convene/protocol';
import { z } from 'zod';
import { RemoteProducer } from './producer.ts';

/** Why the participant was put here: what was weighed, and the sentences' codes. Ids and numbers only. */
export type Decision = { inputs: Record<string, unknown>; reasons: readonly string[] };

export type JoinRoom = {
  meetingId: MeetingId;
  userId: UserId;
  seatKey: SeatKey;
  /** Role of a new seat. A seat that is there keeps its own; the owner's first seat is host. */
  role: Role;
  name: string;
  peerId: PeerId;
  serverId: ServerId;
  serverEpoch: ServerEpoch;
  /** Given together: the router on which the peer sits. Its row is written by the same statement. */
  workerId?: WorkerId;
  routerId?: RouterId;
  /** Consumers that this join brings, to be reserved on the server. */
  weight: number;
  /** The person said that the seat is to be taken from whoever sits in it. */
  takeOver: boolean;
  /** The epoch that this very tab held last: its own former peer is nobody else. */
  heldSeatEpoch?: SeatEpoch;
  /** Left out: the seat keeps what it has. */
  muted?: boolean;
  cameraOff?: boolean;
  /** Limit of a meeting whose settings name none. */
  maxParticipants?: number;
  /** The server was chosen over the home on purpose (the token says so): no `elsewhere`. */
  spread?: boolean;
  /** A move: the seat's peer that goes on sending until this one has taken over from it. */
  predecessor?: PeerId;
  decision: Decision;
};

/** Somebody in the meeting with a peer on a live server. */
export const RosterEntry = z.object({
  participantId: ParticipantId,
  peerId: PeerId,
  serverId: ServerId,
  seatEpoch: SeatEpoch,
  role: Role,
  name: z.string(),
  muted: z.boolean(),
  cameraOff: z.boolean(),
  joinedAt: z.number(),
});
export type RosterEntry = z.infer<typeof RosterEntry>;

export const JoinedRoom = z.object({
  outcome: z.literal('joined'),
  participantId: ParticipantId,
  seatEpoch: SeatEpoch,
  role: Role,
  name: z.string(),
  muted: z.boolean(),
  cameraOff: z.boolean(),
  joinedAt: z.number(),
  /** The seat's peer until now, when it sits on a live server: it must be closed there. */
  previousPeer: z.object({ peerId: PeerId, serverId: ServerId }).nullable(),
  homeServerId: z.nullable(ServerId),
  roomState: RoomState,
  roomStateVersion: z.number().int(),
  chatSeq: z.number().int(),
  door: Door,
  /** Everybody, the joiner included. */
  roster: z.array(RosterEntry),
  producersElsewhere: z.array(RemoteProducer),
});
export type JoinedRoom = z.infer<typeof JoinedRoom>;

/** A room as another server must know it when it cannot ask those who serve it (000-13, 000-20). */
export const RoomElsewhere = z.object({
  /** Everybody on a live server, those of the asking server too. */
  roster: z.array(RosterEntry),
  producersElsewhere: z.array(RemoteProducer),
  roomState: RoomState,
  roomStateVersion: z.number().int(),
  chatSeq: z.number().int(),
  ended: z.boolean(),
  door: Door,
  /** Peers that waited and were answered, until they come in or ask again. */
  answeredKnocks: z.array(z.object({ peerId: PeerId, state: z.enum(['admitted', 'refused']) })),
  /** Peers that waited for somebody who waits with another one now. */
  supersededKnocks: z.array(PeerId),
  /** Seats of people who were removed, and until which peer. */
  removedSeats: z.array(z.object({ participantId: ParticipantId, seatEpoch: SeatEpoch })),
});
export type RoomElsewhere = z.infer<typeof RoomElsewhere>;

export const JoinOutcome = z.discriminatedUnion('outcome', [
  JoinedRoom,
  z.object({ outcome: z.literal('meetingNotFound') }),
  z.object({ outcome: z.literal('meetingEnded') }),
  /** Kept out. */
  z.object({ outcome: z.literal('removed') }),
  /** Nobody new comes in. */
  z.object({ outcome: z.literal('locked') }),
  /** Asked to be let in, and was refused a moment ago. */
  z.object({ outcome: z.literal('refused') }),
  /** Waits to be let in, in ms since the epoch since when. */
  z.object({ outcome: z.literal('waiting'), since: z.number() }),
  z.object({ outcome: z.literal('meetingFull'), limit: z.number().int() }),
  /** Another tab's peer sits in the seat, on this server or another. */
  z.object({ outcome: z.literal('seatTaken'), serverId: ServerId }),
  /** The meeting has a home with room, and this server has no part in it. */
  z.object({ outcome: z.literal('elsewhere'), serverId: ServerId }),
  z.object({ outcome: z.literal('serverFull') }),
  z.object({ outcome: z.literal('serverClosing') }),
  /** The server's row is gone, has another epoch, or its lease ran out: it must register first. */
  z.object({ outcome: z.literal('notRegistered') }),
]);
export type JoinOutcome = z.infer<typeof JoinOutcome>;
