/** A stretch of time (`performance.now()`). */
export type Span = { readonly from: number; readonly to: number };

/** A silence is a gap when it exceeds the longest one of the same stream before the blow by more than this (DESIGN §6). */
export const GAP_MS = 300;

/** What a blow did to one stream. */
export type StreamJudgement = {
  /** The longest silence while nothing was wrong. */
  readonly baselineMs: number;
  /** The longest silence since the blow; one that has no end is counted up to the end of the span. */
  readonly longestMs: number;
  readonly isGap: boolean;
  /** Time from the blow until it flowed for good: 0 where there was no gap, undefined where it does not flow again. */
  readonly backMs: number | undefined;
};

export type Times = {
  /** Just before the blow. */
  readonly quiet: Span;
  /** From the blow on. */
  readonly after: Span;
  /** When the drill itself stood still, and could neither send nor notice: this is no silence. */
  readonly stalls: readonly Span[];
  /** The blow may break it: then its first gap counts in whole, also what the drill stood still in it. */
  readonly touched: boolean;
};

/** Judges a stream by when its packets or frames came, in the order of time. */
export function judgeStream(arrivals: readonly number[], times: Times): StreamJudgement {
  const { quiet, after, stalls, touched } = times;
  const lengthOf = (silence: Span) => wholeOf(silence) - overlap(silence, stalls);
  const baselineMs = most(
    silences(arrivals, quiet)
      .filter(({ from }) => from >= quiet.from)
      .map(lengthOf),
  );
  const since = silences(arrivals, after);
  const isGap = (ms: number) => ms - baselineMs > GAP_MS;
  const hasEnd = ({ to }: Span) => to < after.to;
  const broken = touched ? since.findIndex((silence) => hasEnd(silence) && isGap(wholeOf(silence))) : -1;
  const lengths = since.map((silence, index) => (index === broken ? wholeOf : lengthOf)(silence));
  const longestMs = most(lengths);
  const last = since[lengths.findLastIndex(isGap)];
  if (last === undefined) return { baselineMs, longestMs, isGap: false, backMs: 0 };
  const backMs = hasEnd(last) ? last.to - after.from : undefined;
  return { baselineMs, longestMs, isGap: true, backMs };
}

/** The silences that reach into a span, from one arrival to the next; the last one ends with the span. */
function silences(arrivals: readonly number[], span: Span): Span[] {
  const first = arrivals.findLastIndex((at) => at <= span.from);
  const within = arrivals.slice(Math.max(0, first)).filter((at) => at < span.to);
  // Nothing came before: then it was silent from the beginning of the span.
  const starts = within.length === 0 ? [span.from] : within;
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? span.to }));
}

const wholeOf = ({ from, to }: Span): number => to - from;

const most = (all: readonly number[]): number => Math.max(0, ...all);

/** How much of a silence was in these. */
const overlap = (silence: Span, stalls: readonly Span[]): number =>
  stalls.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, silence.to) - Math.max(from, silence.from)),
    0,
  );
