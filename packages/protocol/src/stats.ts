import * as z from 'zod/mini';
import { ProducerId, ServerId, StreamId } from './ids.ts';
import { wireLimits } from './limits.ts';

/**
 * What a client and its server tell each other of how a stream gets on its way. It is an entry of its own: a
 * browser loads it once somebody sits in the meeting.
 */

const Ratio = z.number().check(z.minimum(0), z.maximum(1));
const Amount = z.number().check(z.nonnegative());
/** What a client says of itself is bounded, so that nothing absurd is passed on. */
const Bitrate = z.number().check(z.minimum(0), z.maximum(1_000_000_000));
const Pixels = z.int().check(z.minimum(0), z.maximum(16_384));

/** One part of the way of a stream, over the last seconds; null: not known (yet). */
export const HopStats = z.object({
  /** Packets that were lost, before what was lost was sent again. */
  lossRatio: Ratio,
  roundTripMs: z.nullable(Amount),
  jitterMs: z.nullable(Amount),
  bitrate: Amount,
  /** mediasoup's, 0 to 10, of the best of its streams. */
  score: z.nullable(Amount),
});
export type HopStats = z.infer<typeof HopStats>;

/** A worker of a media server. */
export const ServerPlace = z.object({ serverId: ServerId, workerIndex: z.int() });
export type ServerPlace = z.infer<typeof ServerPlace>;

/** One encoding, as its sender makes it; low to high in a list. */
export const SentLayer = z.object({
  active: z.boolean(),
  width: Pixels,
  height: Pixels,
  framesPerSecond: z.number().check(z.minimum(0), z.maximum(1000)),
  bitrate: Bitrate,
});
export type SentLayer = z.infer<typeof SentLayer>;

/** What keeps a sender from sending all that it would (`qualityLimitationReason`). */
export const SendLimit = z.enum(['none', 'cpu', 'bandwidth', 'other']);
export type SendLimit = z.infer<typeof SendLimit>;

/** How a client sends one of its streams, by its own statistics. */
export const SendStats = z.object({
  producerId: ProducerId,
  limitedBy: SendLimit,
  layers: z.array(SentLayer).check(z.maxLength(8)),
  /** What its connection up would carry, by its estimate. */
  availableBitrate: z.nullable(Bitrate),
  /** What its camera or screen gives. */
  captured: z.nullable(
    z.object({
      width: Pixels,
      height: Pixels,
      framesPerSecond: z.number().check(z.minimum(0), z.maximum(1000)),
    }),
  ),
});
export type SendStats = z.infer<typeof SendStats>;

export const ReportSendStatsInput = z.object({
  streams: z.array(SendStats).check(z.maxLength(wireLimits.producersPerPeer)),
});
export type ReportSendStatsInput = z.infer<typeof ReportSendStatsInput>;

export const GetStreamStatsInput = z.object({ streamId: StreamId });
export type GetStreamStatsInput = z.infer<typeof GetStreamStatsInput>;

const Layer = z.object({ spatialLayer: z.int(), temporalLayer: z.optional(z.int()) });

/** The way of a stream from its sender to the person who asks, as the servers see it. */
export const StreamStats = z.object({
  producerId: ProducerId,
  sender: z.object({
    place: z.nullable(ServerPlace),
    uplink: z.nullable(HopStats),
    /** What the sender says of itself. */
    sending: z.nullable(SendStats),
  }),
  /** null: it does not need one. */
  pipe: z.nullable(
    z.object({
      between: z.enum(['workers', 'servers']),
      /** The producer stands on this side. */
      open: z.boolean(),
      stats: z.nullable(HopStats),
    }),
  ),
  /** null: it is the asker's own stream. */
  receiver: z.nullable(
    z.object({
      place: ServerPlace,
      /** `waiting`: there is no consumer; `paused`: nothing flows. */
      consumer: z.enum(['waiting', 'paused', 'flowing']),
      downlink: z.nullable(HopStats),
      /** What the connection down would carry, by the server's estimate. */
      availableBitrate: z.nullable(Amount),
      /** Among how many the server chooses; 1: there is nothing to choose from. */
      layers: z.int(),
      wanted: z.nullable(Layer),
      forwarded: z.nullable(Layer),
    }),
  ),
});
export type StreamStats = z.infer<typeof StreamStats>;
