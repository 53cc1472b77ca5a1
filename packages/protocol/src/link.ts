import * as z from 'zod/mini';
import { SignalDown } from './chat.ts';
import {
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  ServerEpoch,
  ServerId,
  StreamId,
} from './ids.ts';
import { StoppableSource } from './host.ts';
import { ParticipantInfo, PeerCloseReason, StreamInfo } from './room.ts';
import { HopStats, SendStats } from './stats.ts';

/**
 * What media servers tell each other of a room over the server link (DESIGN §5). Browsers load none of this: it is an
 * entry of its own.
 */

/** Grows with each change after which servers of before and after do not understand each other. */
export const LINK_PROTOCOL = 2;
export const LINK_ALGORITHM = 'EdDSA';
/** A credential is for one opening of a link, at once. */
export const LINK_TOKEN_SECONDS = 30;

/** The audience of a credential: one start of one server. */
export const linkAudience = (callee: { serverId: ServerId; epoch: ServerEpoch }): string =>
  `${callee.serverId}#${callee.epoch}`;

/** What a server says of itself, signed by its link key, when it opens a link (DESIGN §7). */
export const LinkClaims = z.object({
  iss: ServerId,
  epoch: ServerEpoch,
  /** Each is taken once. */
  jti: z.uuid(),
  exp: z.int(),
  protocol: z.int(),
  /** mediasoup's version as `major.minor`. */
  mediasoup: z.string().check(z.maxLength(20)),
});
export type LinkClaims = z.infer<typeof LinkClaims>;

/** tRPC's `connectionParams` of a link. */
export const LinkParams = z.object({ token: z.string().check(z.maxLength(4096)) });

/** A stream as other servers mirror it: with the router on which its producer was made (X6). */
export const LinkedStream = z.object({ ...StreamInfo.shape, routerId: RouterId });
export type LinkedStream = z.infer<typeof LinkedStream>;

/** One server's part of a room (000-12): the people who sit on it and what they send. */
export const PartSnapshot = z.object({
  participants: z.array(ParticipantInfo),
  streams: z.array(LinkedStream),
  /** Who dominates among those on this server. */
  speaker: z.nullable(ParticipantId),
});
export type PartSnapshot = z.infer<typeof PartSnapshot>;

/**
 * A part as it changes, in order. A watcher gets the whole of it first, and again after each break of the link: so
 * nothing has to be numbered, and what came twice or never is put right.
 */
export const PartEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('part'), part: PartSnapshot }),
  /** A new person, a new peer of a seat, or a change of what all see of it. */
  z.object({ type: z.literal('participantChanged'), participant: ParticipantInfo }),
  z.object({
    type: z.literal('participantLeft'),
    participantId: ParticipantId,
    peerId: PeerId,
    reason: PeerCloseReason,
  }),
  z.object({ type: z.literal('streamAdded'), stream: LinkedStream }),
  z.object({
    type: z.literal('streamPaused'),
    producerId: ProducerId,
    streamId: StreamId,
    paused: z.boolean(),
  }),
  z.object({ type: z.literal('streamRemoved'), producerId: ProducerId, streamId: StreamId }),
  z.object({ type: z.literal('speakerChanged'), speaker: z.nullable(ParticipantId) }),
  /** Typing, reactions, pointers and loudness of this server's people; lost ones are not sent again. */
  z.object({ type: z.literal('signal'), down: SignalDown }),
  /** Who may be in the room, or with which rights, was changed in the database: it is to be read again. */
  z.object({ type: z.literal('roomChanged') }),
  /** A message was stored; its text is read from the database (DESIGN §4). */
  z.object({ type: z.literal('chatAppended'), seq: z.int().check(z.positive()) }),
]);
export type PartEvent = z.infer<typeof PartEvent>;

/**
 * What a person on the caller's server, with the right, wants stopped of people on the callee's: of one, or of all whom
 * they may act on. The callee checks their right by its own roster.
 */
export const StopOrder = z.object({
  meetingId: MeetingId,
  by: ParticipantId,
  participantId: z.nullable(ParticipantId),
  source: StoppableSource,
});
export type StopOrder = z.infer<typeof StopOrder>;

/** A spatial layer from 0; -1: nobody wants the stream. */
export const WantedLayer = z.int().check(z.minimum(-1), z.maximum(7));
export type WantedLayer = z.infer<typeof WantedLayer>;

/**
 * The highest layer of each stream that the caller's people want (DESIGN §5, Demand). It replaces what the same server
 * wanted of this room before; a stream that is not in it is wanted whole.
 */
export const DemandReport = z.object({
  meetingId: MeetingId,
  demands: z
    .array(
      z.object({
        producerId: ProducerId,
        spatialLayer: WantedLayer,
        /** Somebody sees it among many; see the event `demandChanged`. */
        amongMany: z.optional(z.boolean()),
      }),
    )
    .check(z.maxLength(4096)),
});
export type DemandReport = z.infer<typeof DemandReport>;

/** Asked for while somebody looks: how one stream of the callee's part gets there. */
export const ReadStreamStats = z.object({ meetingId: MeetingId, producerId: ProducerId });
export type ReadStreamStats = z.infer<typeof ReadStreamStats>;

export const LinkedStreamStats = z.object({
  workerIndex: z.int(),
  uplink: z.nullable(HopStats),
  sending: z.nullable(SendStats),
});
export type LinkedStreamStats = z.infer<typeof LinkedStreamStats>;
