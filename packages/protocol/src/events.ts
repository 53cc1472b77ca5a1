import * as z from 'zod/mini';
import { Door, StoppableSource } from './host.ts';
import { ConsumerId, type EventId, ParticipantId, PeerId, ProducerId, StreamId, TransportId } from './ids.ts';
import {
  ConsumerInfo,
  MediaLossReason,
  MoveReason,
  ParticipantInfo,
  PeerCloseReason,
  RoomSnapshot,
  RoomState,
  StreamInfo,
} from './room.ts';

/**
 * Server → client, past tense (004-63..67). Each carries what a client needs to apply it without asking back. A client
 * applies them one at a time and in order; one that speaks of something it does not know (any more) is ignored.
 */
export const RoomEvent = z.discriminatedUnion('type', [
  /** A participant has a new peer (004-79): a new person, or the same seat after a rejoin with a higher `seatEpoch`. */
  z.object({ type: z.literal('newPeer'), peerId: PeerId, participant: ParticipantInfo }),
  z.object({ type: z.literal('participantUpdated'), participant: ParticipantInfo }),
  /** Only when `peerId` is the participant's current peer does the tile go. */
  z.object({
    type: z.literal('peerClosed'),
    peerId: PeerId,
    participantId: ParticipantId,
    reason: PeerCloseReason,
  }),
  z.object({ type: z.literal('newProducer'), stream: StreamInfo }),
  z.object({ type: z.literal('producerPaused'), producerId: ProducerId, streamId: StreamId }),
  z.object({ type: z.literal('producerResumed'), producerId: ProducerId, streamId: StreamId }),
  z.object({ type: z.literal('producerClosed'), producerId: ProducerId, streamId: StreamId }),
  z.object({ type: z.literal('newConsumer'), consumer: ConsumerInfo }),
  z.object({ type: z.literal('consumerClosed'), consumerId: ConsumerId }),
  /** The layers that are really forwarded (004-54); null: none. */
  z.object({
    type: z.literal('consumerLayersChanged'),
    consumerId: ConsumerId,
    layers: z.nullable(z.object({ spatialLayer: z.int(), temporalLayer: z.optional(z.int()) })),
  }),
  /** One of the client's own producers: mediasoup's scores, 0 to 10, one for each stream of it (004-69). */
  z.object({ type: z.literal('producerScored'), producerId: ProducerId, scores: z.array(z.number()) }),
  /**
   * One of the client's own simulcast producers: the highest spatial layer that anybody, anywhere, wants (DESIGN §5); -1:
   * nobody watches. Above it nothing needs to be encoded. Never the same as paused, which means muted.
   */
  z.object({
    type: z.literal('demandChanged'),
    producerId: ProducerId,
    spatialLayer: z.int().check(z.minimum(-1), z.maximum(7)),
    /** Somebody sees it among many: the lowest layer is to cost less while it is so. */
    amongMany: z.optional(z.boolean()),
  }),
  /**
   * The streams in this client's view that it does not get, because the worker has no space for one more consumer
   * (DESIGN §5); it replaces the list before. They follow by themselves when there is some.
   */
  z.object({ type: z.literal('streamsHeldBack'), streamIds: z.array(StreamId) }),
  z.object({ type: z.literal('activeSpeakerChanged'), participantId: z.nullable(ParticipantId) }),
  /** To hosts and cohosts alone: who waits, and who is kept out; it replaces what was told before. */
  z.object({ type: z.literal('doorChanged'), door: Door }),
  /** To a peer that waits, and to nobody else: it may come in, by the same `join` once more. */
  z.object({ type: z.literal('admitted') }),
  /**
   * Somebody with the right has muted this client's person, turned their camera off or ended what they share. The server
   * has done so already; the client's own buttons follow. Only the person can turn it on again.
   */
  z.object({ type: z.literal('stoppedByHost'), source: StoppableSource, by: ParticipantId }),
  z.object({ type: z.literal('roomStateChanged'), state: RoomState, stateVersion: z.int() }),
  /** The log no longer reaches back to where the client was: all it knows is replaced. */
  z.object({ type: z.literal('resynced'), snapshot: RoomSnapshot }),
  /**
   * The transports of this peer are gone, and with them all that it sent and received; the peer sits on. The client asks
   * for others with `renewMedia`. `transportId` is the lost receive transport: of any other this says nothing.
   */
  z.object({ type: z.literal('mediaLost'), reason: MediaLossReason, transportId: TransportId }),
  /** The server wants this peer's person on another one: the client makes that one before this one goes. */
  z.object({ type: z.literal('moveStarted'), reason: MoveReason }),
  /** The last event of a peer. */
  z.object({ type: z.literal('closed'), reason: PeerCloseReason }),
]);
export type RoomEvent = z.infer<typeof RoomEvent>;
export type RoomEventOf<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>;

/** An event with its place in the peer's log. */
export type LoggedEvent = { readonly eventId: EventId; readonly event: RoomEvent };
