import type { z } from 'zod';

/** One SQL statement: its name (Postgres keeps its plan by it), its text and the shape of its rows. */
export type Statement<Row> = { readonly name: string; readonly text: string; readonly row: z.ZodType<Row> };

/**
 * A part of WITH for writes that die with their server and need not survive a power cut: the commit does not wait
 * for the disk. The statement must select from `lazily`.
 */
export const LAZY_COMMIT = `lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`;
