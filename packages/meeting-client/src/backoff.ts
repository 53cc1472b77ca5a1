/** Delay before attempt `index` (from 0): doubles up to `maxMs`, and is spread over its upper half so that many clients do not come at once. */
export function backoffMs(index: number, options: BackoffOptions): number {
  const ceiling = Math.min(options.firstMs * 2 ** Math.min(index, 16), options.maxMs);
  return Math.round(ceiling * (0.5 + 0.5 * (options.random ?? Math.random)()));
}

export type BackoffOptions = {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly random?: () => number;
};
