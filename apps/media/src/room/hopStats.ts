import type { HopStats } from '@convene/protocol/stats';
import type { types } from 'mediasoup';

type RtpStats = Pick<
  types.ProducerStat | types.ConsumerStat,
  | 'type'
  | 'kind'
  | 'mimeType'
  | 'packetCount'
  | 'packetsLost'
  | 'packetsRepaired'
  | 'jitter'
  | 'roundTripTime'
  | 'bitrate'
  | 'score'
>;

/** What one end of a hop has counted until a moment. */
export type HopReading = {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly packets: number;
  readonly lost: number;
  readonly repaired: number;
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  readonly bitrate: number;
  readonly score: number | null;
};

/** mediasoup's jitter counts in the ticks of the RTP clock, of which it does not tell the rate: Opus has 48 kHz, video 90. */
const ticksPerMs = ({ kind }: RtpStats): number => (kind === 'audio' ? 48 : 90);

/**
 * The sum over all streams (simulcast layers) that arrive at or leave a router, of what a getStats answers. A consumer's has
 * both: what it sends, and how its producer's stream has come to this router.
 */
export function readHop(
  stats: readonly RtpStats[],
  type: 'inbound-rtp' | 'outbound-rtp',
  at: number,
): HopReading | undefined {
  const streams = stats.filter((each) => each.type === type);
  if (streams.length === 0) return undefined;
  const sum = (count: (each: RtpStats) => number) => streams.reduce((total, each) => total + count(each), 0);
  // Streams that do not flow have nothing to say of now.
  const flowing = streams.filter(({ bitrate }) => bitrate > 0);
  const most = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  return {
    at,
    packets: sum(({ packetCount }) => packetCount),
    lost: sum(({ packetsLost }) => packetsLost),
    repaired: sum(({ packetsRepaired }) => packetsRepaired),
    roundTripMs: most(flowing.flatMap(({ roundTripTime }) => roundTripTime ?? [])),
    jitterMs: most(flowing.map((each) => each.jitter / ticksPerMs(each))),
    bitrate: sum(({ bitrate }) => bitrate),
    score: most(flowing.map(({ score }) => score)),
  };
}

/** What happened on a hop between two readings of it. */
export function hopBetween(before: HopReading | undefined, now: HopReading): HopStats {
  const since = (count: 'packets' | 'lost' | 'repaired') => Math.max(0, now[count] - (before?.[count] ?? 0));
  const lost = since('lost');
  // What was repaired has arrived, and counts among the packets.
  const expected = since('packets') + Math.max(0, lost - since('repaired'));
  const { roundTripMs, jitterMs, bitrate, score } = now;
  return {
    lossRatio: expected === 0 ? 0 : Math.min(1, lost / expected),
    roundTripMs,
    jitterMs,
    bitrate,
    score,
  };
}
