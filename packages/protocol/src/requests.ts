import * as z from 'zod/mini';
import {
  ConsumerId,
  DataConsumerId,
  DataProducerId,
  EventId,
  MediaKind,
  ParticipantId,
  PeerId,
  ProducerId,
  SeatEpoch,
  ServerId,
  Source,
  TransportId,
} from './ids.ts';
import { wireLimits } from './limits.ts';
import { ConsumerInfo, Role, RoomSnapshot, ViewTile } from './room.ts';
import {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  IceServer,
  RtpCapabilities,
  RtpParameters,
  SctpParameters,
  SctpStreamParameters,
} from './rtp.ts';

/** Client → server. Names are imperative; every one is authorised against the peer's state and room (DESIGN §7). */

export const TransportInfo = z.object({
  transportId: TransportId,
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate),
  dtlsParameters: DtlsParameters,
  sctpParameters: SctpParameters,
});
export type TransportInfo = z.infer<typeof TransportInfo>;

/** The two channels of DESIGN §4: `chat` is reliable and ordered, `signals` (typing, reactions, pointers) is neither. */
export const DataLabel = z.enum(['chat', 'signals']);
export type DataLabel = z.infer<typeof DataLabel>;

/** The server's DataConsumer towards this client (004-60), paused until the peer joins. */
export const DataConsumerInfo = z.object({
  dataConsumerId: DataConsumerId,
  dataProducerId: DataProducerId,
  label: DataLabel,
  sctpStreamParameters: SctpStreamParameters,
});
export type DataConsumerInfo = z.infer<typeof DataConsumerInfo>;

/** Two transports (004-23), and what the client connects them with before there is media. */
export const PreparedTransports = z.object({
  routerRtpCapabilities: RtpCapabilities,
  sendTransport: TransportInfo,
  recvTransport: TransportInfo,
  dataConsumers: z.array(DataConsumerInfo),
  iceServers: z.array(IceServer),
});
export type PreparedTransports = z.infer<typeof PreparedTransports>;

export const PrepareOutput = z.extend(PreparedTransports, {
  /** Opens this peer again on a new socket (`connectionParams.resumeToken`). */
  resumeToken: z.string(),
});
export type PrepareOutput = z.infer<typeof PrepareOutput>;

export const ConnectTransportInput = z.object({ transportId: TransportId, dtlsParameters: DtlsParameters });
export type ConnectTransportInput = z.infer<typeof ConnectTransportInput>;

export const RestartIceInput = z.object({ transportId: TransportId });
export type RestartIceInput = z.infer<typeof RestartIceInput>;
export const RestartIceOutput = z.object({ iceParameters: IceParameters });
export type RestartIceOutput = z.infer<typeof RestartIceOutput>;

export const ProduceDataInput = z.object({
  transportId: TransportId,
  label: DataLabel,
  sctpStreamParameters: SctpStreamParameters,
});
export type ProduceDataInput = z.infer<typeof ProduceDataInput>;
export const ProduceDataOutput = z.object({ dataProducerId: DataProducerId });
export type ProduceDataOutput = z.infer<typeof ProduceDataOutput>;

export const View = z.object({
  tiles: z.array(ViewTile).check(
    z.maxLength(wireLimits.tilesPerView),
    z.refine((tiles) => new Set(tiles.map(({ streamId }) => streamId)).size === tiles.length, {
      error: 'streamTwice',
    }),
  ),
});
export type View = z.infer<typeof View>;

export const JoinInput = z.object({
  /** Parsed again with `DisplayName` by the server, which answers `invalidName`. */
  name: z.string().check(z.maxLength(2000)),
  rtpCapabilities: RtpCapabilities,
  muted: z.boolean(),
  cameraOff: z.boolean(),
  /** Taking a seat that another tab sits in needs the person's word: `takeOver`. */
  takeOver: z._default(z.boolean(), false),
  /** The epoch this very tab held last (a reload, a rejoin): such a seat is not another tab's. */
  heldSeatEpoch: z.optional(SeatEpoch),
  view: z.optional(View),
});
export type JoinInput = z.infer<typeof JoinInput>;

export const Joined = z.object({
  result: z.literal('joined'),
  self: z.object({
    participantId: ParticipantId,
    peerId: PeerId,
    seatEpoch: SeatEpoch,
    role: Role,
    name: z.string(),
    /** The seat's state, which outlives peers: nobody ever comes back unmuted. */
    muted: z.boolean(),
    cameraOff: z.boolean(),
  }),
  /** The snapshot stands at this event: subscribe from it and nothing falls between. */
  eventId: EventId,
  resumeToken: z.string(),
  snapshot: RoomSnapshot,
  /** The cold path: `join` without `prepare`, or placed on another router than the prepared one. */
  transports: z.optional(PreparedTransports),
});
export type Joined = z.infer<typeof Joined>;

export const JoinOutput = z.discriminatedUnion('result', [
  Joined,
  /** This server can't take the person; `meeting.enter` again with `avoid` (no token comes with it). */
  z.object({
    result: z.literal('elsewhere'),
    serverId: z.nullable(ServerId),
    reason: z.enum(['full', 'moved', 'closing']),
  }),
  /** Another tab sits in the seat: ask the person. */
  z.object({ result: z.literal('seatTaken') }),
  /**
   * A host or cohost is asked to let this person in. The peer may do nothing but wait; it is told `admitted`, upon which
   * the same `join` is sent again, or `closed`. The resume token is the peer's, for the time without `prepare`.
   */
  z.object({
    result: z.literal('waiting'),
    resumeToken: z.string(),
    /** Subscribe from it. */
    eventId: EventId,
    /** Since when, ms since the epoch: who comes back keeps their place. */
    since: z.number(),
  }),
]);
export type JoinOutput = z.infer<typeof JoinOutput>;

export const RenewMediaInput = z.object({
  /** The receive transport that is given up: of whichever peer asks twice, the same loss is made good once. */
  lost: TransportId,
  /** As they are now: what was switched meanwhile no producer could say. */
  muted: z.boolean(),
  cameraOff: z.boolean(),
});
export type RenewMediaInput = z.infer<typeof RenewMediaInput>;

export const RenewMediaOutput = z.object({
  transports: PreparedTransports,
  /** This peer's consumers on them, all of them; those of later events come on top. */
  consumers: z.array(ConsumerInfo),
  /** Events up to this one speak of the media that were lost. */
  eventId: EventId,
  /** Number of the last chat message; those of the time without channels were told to nobody here. */
  chatSeq: z.int(),
});
export type RenewMediaOutput = z.infer<typeof RenewMediaOutput>;

export const ProduceInput = z.object({
  transportId: TransportId,
  source: Source,
  kind: MediaKind,
  rtpParameters: RtpParameters,
  paused: z.boolean(),
  /** The caller's producer of the same source that this one takes the place of; it flows until the caller closes it. */
  replaces: z.optional(ProducerId),
});
export type ProduceInput = z.infer<typeof ProduceInput>;
export const ProduceOutput = z.object({ producerId: ProducerId });
export type ProduceOutput = z.infer<typeof ProduceOutput>;

export const ProducerInput = z.object({ producerId: ProducerId });
export type ProducerInput = z.infer<typeof ProducerInput>;

export const ConsumerInput = z.object({ consumerId: ConsumerId });
export type ConsumerInput = z.infer<typeof ConsumerInput>;

export const RenameInput = z.object({ name: z.string().check(z.maxLength(2000)) });
export type RenameInput = z.infer<typeof RenameInput>;

export const EventsInput = z.object({
  /** tRPC puts the id of the last event here when it resumes a subscription. */
  lastEventId: z.optional(z.pipe(z.coerce.number(), EventId)),
});
export type EventsInput = z.infer<typeof EventsInput>;

export const Nothing = z.object({});
export type Nothing = z.infer<typeof Nothing>;

/** What a client sends when its WebSocket opens (never in a URL): exactly one of the two. */
export const ConnectionParams = z.union([
  z.strictObject({ token: z.string().check(z.minLength(1), z.maxLength(4096)) }),
  z.strictObject({ resumeToken: z.string().check(z.minLength(1), z.maxLength(256)) }),
]);
export type ConnectionParams = z.infer<typeof ConnectionParams>;
