import * as z from 'zod/mini';
import { VideoCodec } from './codecs.ts';
import {
  ConsumerId,
  MediaKind,
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  SeatEpoch,
  Source,
  StreamId,
} from './ids.ts';
import { Door } from './host.ts';
import { RtpParameters } from './rtp.ts';
import { MeetingSlug } from './slug.ts';

/** Rights grow from left to right; `waiting` may do nothing but wait (DESIGN §7). */
export const Role = z.enum(['waiting', 'participant', 'cohost', 'host']);
export type Role = z.infer<typeof Role>;

/** The higher one may do all that the lower one may. */
export const rankOf = (role: Role): number => Role.options.indexOf(role);

/** How a person's connection to the meeting is; null: nothing is sent by which it could be judged. */
export const NetworkQuality = z.enum(['good', 'fair', 'poor']);
export type NetworkQuality = z.infer<typeof NetworkQuality>;

/** One person's seat as everybody in the meeting sees it. */
export const ParticipantInfo = z.object({
  participantId: ParticipantId,
  /** The seat's current peer; an event about another peer of the seat speaks of a former one. */
  peerId: PeerId,
  seatEpoch: SeatEpoch,
  name: z.string(),
  role: Role,
  muted: z.boolean(),
  cameraOff: z.boolean(),
  /** `reconnecting`: the peer's socket or its media are gone, and may still come back. */
  connection: z.enum(['connected', 'reconnecting']),
  joinedAt: z.number(),
  /** Their connection up, as their server sees it. */
  network: z.optional(z.nullable(NetworkQuality)),
  /** Codecs of cameras that this person cannot see: the others send theirs in another one. */
  cannotDecode: z.optional(z.array(VideoCodec)),
});
export type ParticipantInfo = z.infer<typeof ParticipantInfo>;

/** A producer as it is announced (004-36): what a client needs to draw the stream and to ask for it. */
export const StreamInfo = z.object({
  streamId: StreamId,
  participantId: ParticipantId,
  peerId: PeerId,
  seatEpoch: SeatEpoch,
  source: Source,
  kind: MediaKind,
  producerId: ProducerId,
  paused: z.boolean(),
});
export type StreamInfo = z.infer<typeof StreamInfo>;

/** What the server tells of a consumer that it made, paused, for this client (004-41..43). */
export const ConsumerInfo = z.object({
  consumerId: ConsumerId,
  producerId: ProducerId,
  streamId: StreamId,
  participantId: ParticipantId,
  source: Source,
  kind: MediaKind,
  rtpParameters: RtpParameters,
  type: z.enum(['simple', 'simulcast', 'svc', 'pipe']),
  producerPaused: z.boolean(),
  /** The consumer of the same stream that this one takes the place of, once it has decoded a frame (DESIGN §4). */
  replaces: z.optional(ConsumerId),
});
export type ConsumerInfo = z.infer<typeof ConsumerInfo>;

/** What all in the meeting share: one versioned document (DESIGN §4), changed by compare-and-set. */
export const RoomState = z.object({
  /** Nobody new comes in. */
  locked: z._default(z.boolean(), false),
  /** Whoever is new waits until a host or cohost lets them in. */
  waitingRoom: z._default(z.boolean(), false),
  /** The stream that the host pinned for everyone. */
  pinned: z._default(z.nullable(StreamId), null),
  /** Raised hands: participant → time in ms since the epoch. */
  hands: z._default(z.record(ParticipantId, z.number()), {}),
});
export type RoomState = z.infer<typeof RoomState>;

export const MeetingInfo = z.object({ meetingId: MeetingId, slug: MeetingSlug, title: z.string() });
export type MeetingInfo = z.infer<typeof MeetingInfo>;

/** Everything a client knows of the live meeting; `join` answers it, and `resynced` replaces it whole. */
export const RoomSnapshot = z.object({
  meeting: MeetingInfo,
  state: RoomState,
  stateVersion: z.int(),
  participants: z.array(ParticipantInfo),
  streams: z.array(StreamInfo),
  /** This peer's own consumers, all of them. */
  consumers: z.array(ConsumerInfo),
  /** Streams in its view that it does not get, because the worker has no space for more; see `streamsHeldBack`. */
  heldBack: z.optional(z.array(StreamId)),
  activeSpeaker: z.nullable(ParticipantId),
  /** For hosts and cohosts. */
  door: z.optional(Door),
  /** Number of the last chat message; 0 when there is none. */
  chatSeq: z.int(),
});
export type RoomSnapshot = z.infer<typeof RoomSnapshot>;

/** What a person chose for a tile (DESIGN §1). */
export const Quality = z.enum(['auto', 'high', 'medium', 'low', 'off']);
export type Quality = z.infer<typeof Quality>;

/** One tile of a client's view; sizes in device pixels. */
export const ViewTile = z.object({
  streamId: StreamId,
  width: z.int().check(z.minimum(0), z.maximum(16_384)),
  height: z.int().check(z.minimum(0), z.maximum(16_384)),
  visible: z.boolean(),
  pinned: z._default(z.boolean(), false),
  quality: z._default(Quality, 'auto'),
});
export type ViewTile = z.infer<typeof ViewTile>;

/** Why a person is moved to another peer: their server is to end, or has more load than others. */
export const MoveReason = z.enum(['drain', 'rebalance']);
export type MoveReason = z.infer<typeof MoveReason>;

/** Why a peer has no media any more, though it sits on. `connectionBroken`: its DTLS failed, ended, or never came about. */
export const MediaLossReason = z.enum(['workerDied', 'connectionBroken']);
export type MediaLossReason = z.infer<typeof MediaLossReason>;

/** Why a peer's session ended. After these a client does not come back by itself: takenOver, removed, ended, left, flooded. */
export const PeerCloseReason = z.enum([
  'left',
  'takenOver',
  'replaced',
  'removed',
  /** They waited, and were not let in. */
  'refused',
  'ended',
  'socketLost',
  /** Said of others: their server is gone, with its lease. */
  'serverLost',
  'tooSlow',
  'flooded',
  /** It asked for transport-cc, and acknowledges nothing: what a worker keeps for it would grow. */
  'notAcknowledging',
  'workerDied',
  'serverClosing',
  'expired',
]);
export type PeerCloseReason = z.infer<typeof PeerCloseReason>;
