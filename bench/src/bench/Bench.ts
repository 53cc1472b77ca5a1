import type { Ground } from '../drill/Drill.ts';
import type { BenchRow } from './BenchRow.ts';

/** One of the measurements of DESIGN §9. */
export type Bench = {
  readonly id: string;
  readonly what: string;
  readonly run: (ground: Ground) => Promise<readonly BenchRow[]>;
};
