/** How some values are spread; undefined where there are none. */
export type Spread = { readonly p50: number; readonly p95: number; readonly max: number };

/** The smallest of the values that is no smaller than this part of them (nearest rank). */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const [p50, p95, max] = [0.5, 0.95, 1].map((part) => quantile(values, part));
  if (p50 === undefined || p95 === undefined || max === undefined) return undefined;
  return { p50: Math.round(p50), p95: Math.round(p95), max: Math.round(max) };
}
