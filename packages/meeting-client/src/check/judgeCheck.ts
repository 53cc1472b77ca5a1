import type { BurstRate } from '@convene/protocol/check';
import type { CheckResult } from './checkResult.ts';

export type CheckGrade = 'good' | 'fair' | 'poor' | 'unknown';
export type CheckRow = 'path' | 'roundTrip' | 'loss' | 'upload' | 'download';

/** What a person should do, or know; the worst first. */
export type CheckAdvice =
  | 'noPath'
  | 'unsteady'
  | 'udpBlocked'
  | 'lossPoor'
  | 'lossFair'
  | 'farAway'
  | 'slow'
  | 'uploadPoor'
  | 'uploadFair'
  | 'downloadPoor'
  | 'downloadFair';

export type CheckVerdict = {
  readonly overall: CheckGrade;
  readonly rows: Readonly<Record<CheckRow, CheckGrade>>;
  readonly advice: readonly CheckAdvice[];
};

const ROUND_TRIP_MS = { good: 150, fair: 300 };
/** One of sixty pings may be lost by chance. */
const LOSS = { good: 0.02, fair: 0.06 };
/** A camera in three layers, and two of them; a gallery of tiles, and some small ones (DESIGN §9). */
const UPLOAD_BPS = { good: 2_000_000, fair: 700_000 };
const DOWNLOAD_BPS = { good: 3_000_000, fair: 1_000_000 };
/**
 * A sender of SCTP has so many bytes on their way at least, after so many round trips of a burst on a line without limits:
 * two thirds of what workers and browsers were seen to have at round trips of 50 to 450 ms.
 */
const IN_FLIGHT_BYTES = { first: 8000, eachRoundTrip: 330 };
const BURST_MS = 1500;

/** How good each part of the connection is for a meeting, and what to do about it. */
export function judgeCheck(result: CheckResult): CheckVerdict {
  const rows = {
    path: result.udp ? 'good' : result.tcp && !result.unsteady ? 'fair' : 'poor',
    roundTrip: atMost(result.roundTripMs, ROUND_TRIP_MS),
    loss: atMost(lossOf(result), LOSS),
    upload: atLeast(result.upload, UPLOAD_BPS, result),
    download: atLeast(result.download, DOWNLOAD_BPS, result),
  } as const;
  const grades = Object.values(rows);
  const overall = (['poor', 'fair', 'unknown'] as const).find((grade) => grades.includes(grade)) ?? 'good';
  return { overall, rows, advice: adviceOf(rows, result) };
}

/** That of the worse direction. */
export function lossOf({ lossUp, lossDown }: CheckResult): number | undefined {
  if (lossUp === undefined && lossDown === undefined) return undefined;
  return Math.max(lossUp ?? 0, lossDown ?? 0);
}

function adviceOf(rows: CheckVerdict['rows'], { udp, tcp, unsteady }: CheckResult): readonly CheckAdvice[] {
  if (!udp && !tcp) return [unsteady ? 'unsteady' : 'noPath'];
  const advice: CheckAdvice[] = [];
  if (unsteady) advice.push('unsteady');
  if (rows.path === 'fair') advice.push('udpBlocked');
  if (rows.loss === 'poor') advice.push('lossPoor');
  if (rows.loss === 'fair') advice.push('lossFair');
  if (rows.upload === 'poor') advice.push('uploadPoor');
  if (rows.upload === 'fair') advice.push('uploadFair');
  if (rows.download === 'poor') advice.push('downloadPoor');
  if (rows.download === 'fair') advice.push('downloadFair');
  if (rows.roundTrip === 'poor') advice.push('farAway');
  if (rows.roundTrip === 'fair') advice.push('slow');
  return advice;
}

type Bounds = { readonly good: number; readonly fair: number };

function atMost(value: number | undefined, { good, fair }: Bounds): CheckGrade {
  if (value === undefined) return 'unknown';
  if (value <= good) return 'good';
  return value <= fair ? 'fair' : 'poor';
}

/**
 * A rate that was still rising when the time was up says how much there is, and not how little; so does one to which the
 * length of the way alone may have held a sender.
 */
function atLeast(
  rate: BurstRate | undefined,
  { good, fair }: Bounds,
  { roundTripMs }: CheckResult,
): CheckGrade {
  if (rate === undefined) return 'unknown';
  if (rate.bps >= good) return 'good';
  if (rate.rising || rate.bps > heldToBps(roundTripMs)) return 'unknown';
  return rate.bps >= fair ? 'fair' : 'poor';
}

/** What a sender comes to in a burst over a way of this length, whatever the line carries. */
function heldToBps(roundTripMs: number | undefined): number {
  if (roundTripMs === undefined || roundTripMs <= 0) return Infinity;
  const { first, eachRoundTrip } = IN_FLIGHT_BYTES;
  return ((first + (eachRoundTrip * BURST_MS) / roundTripMs) * 8000) / roundTripMs;
}
