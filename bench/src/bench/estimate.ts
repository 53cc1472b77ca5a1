const RESAMPLES = 2000;

export type Estimate = { readonly value: number; readonly interval: [number, number] };
type Statistic = (sorted: readonly number[]) => number;

export const mean: Statistic = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Half of them do not exceed it. */
export const median: Statistic = (sorted) => sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;

/** The smallest value that 95 of 100 do not exceed. */
export const p95: Statistic = (sorted) => sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;

/** A statistic of some values, and by drawing from them again and again how far another run may lie from it. */
export function estimate(values: readonly number[], statistic: Statistic): Estimate {
  const inOrder = (some: readonly number[]) => statistic(some.toSorted((one, other) => one - other));
  const random = createRandom();
  const drawn = Array.from({ length: RESAMPLES }, () =>
    inOrder(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  ).toSorted((one, other) => one - other);
  const at = (share: number) => drawn[Math.floor(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { value: inOrder(values), interval: [at(0.025), at(0.975)] };
}

/** Always the same numbers (mulberry32): the same values have the same interval. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
