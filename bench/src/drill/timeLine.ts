import type { Span } from './gaps.ts';

const BARS = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Longer than the time between two frames, so that a stream that flows is in each. */
const BUCKET_MS = 250;
const BEFORE_MS = 1000;
const MOST_BUCKETS = 80;

/** Draws which part of some streams flowed, from just before a blow on: one sign for each quarter of a second (or more). */
export function timeLine(streams: readonly (readonly number[])[], after: Span): string {
  if (streams.length === 0) return '';
  const from = after.from - BEFORE_MS;
  const bucketMs = Math.max(BUCKET_MS, (after.to - from) / MOST_BUCKETS);
  const buckets = Array.from({ length: Math.floor((after.to - from) / bucketMs) }, () => 0);
  for (const arrivals of streams) {
    const seen = new Set(arrivals.map((at) => Math.floor((at - from) / bucketMs)));
    for (const index of seen) if (buckets[index] !== undefined) buckets[index] += 1;
  }
  return buckets.map((count) => BARS[Math.ceil((count / streams.length) * (BARS.length - 1))]).join('');
}
