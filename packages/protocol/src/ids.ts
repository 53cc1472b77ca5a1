import * as z from 'zod/mini';

/** Every id on the wire is a UUID; the brands keep one from being passed for another. */
export const MeetingId = z.uuid().brand<'MeetingId'>();
export type MeetingId = z.infer<typeof MeetingId>;
export const UserId = z.uuid().brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;
export const ParticipantId = z.uuid().brand<'ParticipantId'>();
export type ParticipantId = z.infer<typeof ParticipantId>;
export const PeerId = z.uuid().brand<'PeerId'>();
export type PeerId = z.infer<typeof PeerId>;
export const ServerId = z.uuid().brand<'ServerId'>();
export type ServerId = z.infer<typeof ServerId>;
export const WorkerId = z.uuid().brand<'WorkerId'>();
export type WorkerId = z.infer<typeof WorkerId>;
export const RouterId = z.uuid().brand<'RouterId'>();
export type RouterId = z.infer<typeof RouterId>;
export const TransportId = z.uuid().brand<'TransportId'>();
export type TransportId = z.infer<typeof TransportId>;
export const ProducerId = z.uuid().brand<'ProducerId'>();
export type ProducerId = z.infer<typeof ProducerId>;
export const ConsumerId = z.uuid().brand<'ConsumerId'>();
export type ConsumerId = z.infer<typeof ConsumerId>;
export const DataProducerId = z.uuid().brand<'DataProducerId'>();
export type DataProducerId = z.infer<typeof DataProducerId>;
export const DataConsumerId = z.uuid().brand<'DataConsumerId'>();
export type DataConsumerId = z.infer<typeof DataConsumerId>;

/** One person who waits to be let in. */
export const KnockId = z.uuid().brand<'KnockId'>();
export type KnockId = z.infer<typeof KnockId>;
/** One person who was removed and is kept out. */
export const BanId = z.uuid().brand<'BanId'>();
export type BanId = z.infer<typeof BanId>;

/** What a participant sends: a stream is (participant, source) and outlives its producers (DESIGN §1). */
export const Source = z.enum(['camera', 'microphone', 'screen', 'screenAudio']);
export type Source = z.infer<typeof Source>;
export const MediaKind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof MediaKind>;

export const kindOfSource = (source: Source): MediaKind =>
  source === 'camera' || source === 'screen' ? 'video' : 'audio';

export const StreamId = z
  .string()
  .check(z.regex(/^[0-9a-f-]{36}:(camera|microphone|screen|screenAudio)$/))
  .brand<'StreamId'>();
export type StreamId = z.infer<typeof StreamId>;

/** The key of a stream, stable over reconnects, moves and deaths. */
export const streamIdOf = (participantId: ParticipantId, source: Source): StreamId =>
  // The template is exactly what the schema's expression describes.
  `${participantId}:${source}` as StreamId;

/** Whose stream it is. */
export const participantOf = (streamId: StreamId): ParticipantId =>
  // It stands before the colon, as the schema's expression has it.
  streamId.slice(0, streamId.indexOf(':')) as ParticipantId;

/** Position of an event in its peer's log, counted from 1; 0 stands before the first. */
export const EventId = z.int().check(z.nonnegative());
export type EventId = z.infer<typeof EventId>;

/** Counts the joins of one seat; the highest is the seat's current peer (DESIGN §4). */
export const SeatEpoch = z.int32().check(z.nonnegative());
export type SeatEpoch = z.infer<typeof SeatEpoch>;

/** Counts the starts of one media server (DESIGN §6). */
export const ServerEpoch = z.int().check(z.nonnegative());
export type ServerEpoch = z.infer<typeof ServerEpoch>;

/** Which seat of an identity in a meeting: the browser's own, or one made by "Join as another person". */
export const SeatKey = z.union([z.literal('browser'), z.uuid()]).brand<'SeatKey'>();
export type SeatKey = z.infer<typeof SeatKey>;
export const BROWSER_SEAT = SeatKey.parse('browser');
