import { z } from 'zod';

/** One line of `bench/results/latest.json` (DESIGN §10). */
export const BenchRow = z.object({
  id: z.string(),
  what: z.string(),
  value: z.number(),
  /** In which the true value lies with 95 %. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  unit: z.string(),
  /** At most this much. */
  target: z.number().nullable(),
  /** True: the interval lies under the target; false: above; null: it straddles, or there is none. */
  holds: z.boolean().nullable(),
  note: z.string(),
});
export type BenchRow = z.infer<typeof BenchRow>;

export function holdsUnder(interval: readonly [number, number], target: number): boolean | null {
  if (interval[1] <= target) return true;
  return interval[0] > target ? false : null;
}
