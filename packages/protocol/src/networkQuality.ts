import { isPoorScore } from './poorScore.ts';
import type { NetworkQuality } from './room.ts';
import type { HopStats } from './stats.ts';

/**
 * How people would rate a call over a connection, 0 to 93 (E-model, ITU-T G.107): from 80 on they are satisfied, below 70
 * many are not (G.109). Loss and delay add up in it, as they do for who listens.
 */
const RATING = { good: 80, fair: 70, best: 93.2 } as const;
/** The percentage of loss that costs half of the rating: G.113's for a codec that conceals what is lost, as Opus does. */
const LOSS_TOLERATED = 25.1;
/** Each millisecond on the way costs a little, and those above this much more: people begin to talk into each other (G.114). */
const DELAY_NOTICED_MS = 177.3;
/** What recording, encoding and playing take, on the best of connections. */
const DEVICES_MS = 50;
/** A receiver waits for what comes late: about twice as long as packets are late on average. */
const JITTER_BUFFERED = 2;

/** So many judgments in a row make a connection worse, and better. */
const PATIENCE = { worse: 2, better: 3 } as const;

const RANK: Readonly<Record<NetworkQuality, number>> = { good: 0, fair: 1, poor: 2 };

/** The worst of them; undefined: nobody can say. */
export const worstNetwork = (
  qualities: readonly (NetworkQuality | null | undefined)[],
): NetworkQuality | undefined =>
  qualities
    .filter((each) => each !== null && each !== undefined)
    .toSorted((one, other) => RANK[other] - RANK[one])[0];

/** What came of one stream. */
export type JudgedHop = { readonly kind: 'audio' | 'video'; readonly hop: HopStats };

/**
 * A connection by the streams that come over it, of which the worst counts; null: none does. A picture's packets leave in
 * bursts, which counts as jitter though nothing is late: while there is sound, its packets tell the time.
 */
export function judgeNetwork(streams: readonly JudgedHop[]): NetworkQuality | null {
  const flowing = streams.filter(({ hop }) => hop.bitrate > 0);
  const hasSound = flowing.some(({ kind }) => kind === 'audio');
  const judged = flowing.map(({ kind, hop }) =>
    judgeHop(hasSound && kind === 'video' ? { ...hop, jitterMs: null } : hop),
  );
  return worstNetwork(judged) ?? null;
}

export function judgeHop(hop: Omit<HopStats, 'bitrate'>): NetworkQuality {
  const rating = ratingOf(hop);
  if (rating < RATING.fair || (hop.score !== null && isPoorScore([hop.score]))) return 'poor';
  return rating < RATING.good ? 'fair' : 'good';
}

function ratingOf({ lossRatio, roundTripMs, jitterMs }: Omit<HopStats, 'bitrate'>): number {
  const delayMs = (roundTripMs ?? 0) / 2 + (jitterMs ?? 0) * JITTER_BUFFERED + DEVICES_MS;
  const lostPercent = lossRatio * 100;
  const byDelay = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - DELAY_NOTICED_MS);
  const byLoss = (95 * lostPercent) / (lostPercent + LOSS_TOLERATED);
  return RATING.best - byDelay - byLoss;
}

/** What is shown of a connection, and what speaks against it. */
export type SettledNetwork = {
  readonly shown: NetworkQuality | null;
  readonly against: { readonly worse: boolean; readonly count: number } | undefined;
};

/** The mark does not flicker: it follows what was judged several times in a row. */
export function settleNetwork(
  before: SettledNetwork | undefined,
  judged: NetworkQuality | null,
): SettledNetwork {
  if (before === undefined || before.shown === null || judged === null) {
    return { shown: judged, against: undefined };
  }
  const { shown, against } = before;
  if (judged === shown) return { shown, against: undefined };
  const worse = RANK[judged] > RANK[shown];
  const count = against?.worse === worse ? against.count + 1 : 1;
  const isSettled = count >= (worse ? PATIENCE.worse : PATIENCE.better);
  return isSettled ? { shown: judged, against: undefined } : { shown, against: { worse, count } };
}
