import { isPoorScore } from './poorScore.ts';
import type { NetworkQuality } from './room.ts';
import type { HopStats } from './stats.ts';

/** From these on a connection is fair, or poor. */
const LOSS = { fair: 0.025, poor: 0.08 } as const;
const ROUND_TRIP_MS = { fair: 300, poor: 700 } as const;
/** Above it sound and picture stutter (004-71). */
const JITTER_MS = { fair: 50, poor: 100 } as const;

/** So many judgments in a row make a connection worse, and better. */
const PATIENCE = { worse: 2, better: 3 } as const;

const RANK: Readonly<Record<NetworkQuality, number>> = { good: 0, fair: 1, poor: 2 };

/** A connection by the streams that come over it, of which the worst counts; null: none does. */
export function judgeNetwork(hops: readonly HopStats[]): NetworkQuality | null {
  const flowing = hops.filter(({ bitrate }) => bitrate > 0).map(judgeHop);
  return flowing.toSorted((one, other) => RANK[other] - RANK[one])[0] ?? null;
}

export function judgeHop({
  lossRatio,
  roundTripMs,
  jitterMs,
  score,
}: Omit<HopStats, 'bitrate'>): NetworkQuality {
  const isAtLeast = (level: 'fair' | 'poor') =>
    lossRatio >= LOSS[level] ||
    (roundTripMs ?? 0) >= ROUND_TRIP_MS[level] ||
    (jitterMs ?? 0) >= JITTER_MS[level];
  if (isAtLeast('poor') || (score !== null && isPoorScore([score]))) return 'poor';
  return isAtLeast('fair') ? 'fair' : 'good';
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
