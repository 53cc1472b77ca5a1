import { type Spread, quantile, spreadOf } from './distribution.ts';
import type { StreamJudgement } from './gaps.ts';

/** One stream as one receiver has it, over one blow. */
export type JudgedStream = StreamJudgement & {
  readonly sender: string;
  readonly receiver: string;
  readonly source: string;
  readonly touched: boolean;
};

export type BlowOutcome = {
  readonly victim: string;
  readonly detectedMs: number | undefined;
  /** Of each touched person, until all that they send and receive flows again; Infinity: it does not. */
  readonly backMs: readonly number[];
  readonly streams: readonly JudgedStream[];
  /** The longest that the drill's own process stood still: gaps of this length may be its own. */
  readonly stallMs: number;
  /** Who does not sit as before, and what does not flow. */
  readonly faults: readonly string[];
  readonly timeLine: { readonly touched: string; readonly others: string };
};

/** What is still there after everybody has left, and of processes after Convene has stopped. */
export type Left = {
  readonly rows: number;
  readonly transports: number;
  readonly ports: number;
  readonly pids: number;
};

export type DrillOutcome = { readonly blows: readonly BlowOutcome[]; readonly left: Left };

export type Target = {
  readonly name: string;
  /** Infinity (null in JSON): it never came, or there was nothing to measure. */
  readonly value: number;
  readonly target: number;
  readonly holds: boolean;
};

export type DrillReport = {
  readonly drill: string;
  /** Blows. */
  readonly n: number;
  readonly people: number;
  /** People that were hit, over all blows. */
  readonly touched: number;
  readonly detectedMs: Spread | undefined;
  /** The longest silence of each stream after each blow. */
  readonly gapMs: { readonly touched: Spread | undefined; readonly others: Spread | undefined };
  readonly backMs: Spread | undefined;
  readonly stallMs: number;
  readonly left: Left;
  readonly faults: readonly string[];
  readonly blows: readonly {
    readonly victim: string;
    readonly touched: number;
    readonly detectedMs: number | undefined;
    readonly gapMs: DrillReport['gapMs'];
    readonly backMs: Spread | undefined;
    readonly stallMs: number;
    readonly faults: readonly string[];
    readonly timeLine: BlowOutcome['timeLine'];
    /** Streams that should not have noticed anything, and did. */
    readonly gaps: readonly JudgedStream[];
  }[];
  readonly targets: readonly Target[];
};

export const atMost = (name: string, value: number | undefined, target: number): Target => ({
  name,
  value: Math.round(value ?? Number.POSITIVE_INFINITY),
  target,
  holds: value !== undefined && value <= target,
});

export function backP95(outcome: DrillOutcome, target: number): Target {
  const all = outcome.blows.flatMap(({ backMs }) => backMs);
  return atMost('media back, p95, ms', quantile(all, 0.95), target);
}

export function detected(outcome: DrillOutcome, target: number): Target {
  const all = outcome.blows.map(({ detectedMs }) => detectedMs ?? Number.POSITIVE_INFINITY);
  return atMost('detected, at most, ms', quantile(all, 1), target);
}

/** What every drill has to reach: nobody else notices, everybody keeps their seat, nothing is left. */
export function commonTargets({ blows, left }: DrillOutcome): Target[] {
  const others = blows.flatMap(({ streams }) => streams.filter(({ touched }) => !touched));
  const faults = blows.reduce((sum, blow) => sum + blow.faults.length, 0);
  return [
    atMost('gaps in the streams of others', gapsOf(others), 0),
    atMost('people or streams that are not as before', faults, 0),
    atMost(
      'rows, transports, ports and processes left',
      left.rows + left.transports + left.ports + left.pids,
      0,
    ),
  ];
}

/** Where there is no such stream nothing was shown. */
const gapsOf = (streams: readonly JudgedStream[]): number | undefined =>
  streams.length === 0 ? undefined : streams.filter(({ isGap }) => isGap).length;

const gapMs = (streams: readonly JudgedStream[]): DrillReport['gapMs'] => {
  const of = (touched: boolean) =>
    spreadOf(streams.filter((stream) => stream.touched === touched).map(({ longestMs }) => longestMs));
  return { touched: of(true), others: of(false) };
};

export function reportOf(
  outcome: DrillOutcome,
  about: { readonly drill: string; readonly people: number; readonly targets: readonly Target[] },
): DrillReport {
  const { blows, left } = outcome;
  const backMs = blows.flatMap((blow) => blow.backMs);
  return {
    drill: about.drill,
    n: blows.length,
    people: about.people,
    touched: backMs.length,
    detectedMs: spreadOf(blows.flatMap(({ detectedMs }) => detectedMs ?? [])),
    gapMs: gapMs(blows.flatMap(({ streams }) => streams)),
    backMs: spreadOf(backMs),
    stallMs: Math.max(0, ...blows.map(({ stallMs }) => stallMs)),
    left,
    faults: blows.flatMap(({ faults }, index) => faults.map((fault) => `blow ${index + 1}: ${fault}`)),
    blows: blows.map(({ victim, detectedMs, streams, stallMs, faults, timeLine, ...blow }) => ({
      victim,
      touched: blow.backMs.length,
      detectedMs,
      gapMs: gapMs(streams),
      backMs: spreadOf(blow.backMs),
      stallMs,
      faults,
      timeLine,
      gaps: streams.filter(({ touched, isGap }) => !touched && isGap),
    })),
    targets: about.targets,
  };
}
