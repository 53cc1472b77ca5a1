import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Drill } from './Drill.ts';

const PEOPLE_OF_A_MEETING = 4;

const Options = z.object({
  blows: z.coerce.number().int().positive().default(5),
  people: z.coerce
    .number()
    .int()
    .positive()
    .multipleOf(PEOPLE_OF_A_MEETING, `are not in meetings of ${PEOPLE_OF_A_MEETING}`)
    .default(20),
  quiet: z.coerce.number().positive().default(6),
  json: z.boolean().default(false),
});

export type DrillOptions = z.infer<typeof Options> & { readonly drill: Drill };

export const usage = (
  drills: readonly Drill[],
): string => `npm run drill -- NAME [--json] [--blows N] [--people N] [--quiet S]

Starts a Convene of its own, with headless people in meetings of ${PEOPLE_OF_A_MEETING}, breaks it again and again, and says what they noticed.

${drills.map(({ name, what }) => `  ${name.padEnd(14)} ${what}`).join('\n')}

  --json         the report as JSON on stdout
  --blows N      how often it strikes (5)
  --people N     headless people (20)
  --quiet S      seconds before each blow in which nothing is done: what a gap is compared with (6)

Ends with 0 when all targets are held, 2 when one is not, 1 when it could not run.
`;

const TEXT = { type: 'string' } as const;

/** Reads the command line. @throws an Error that says what is wrong */
export function parseDrillOptions(args: readonly string[], drills: readonly Drill[]): DrillOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { blows: TEXT, people: TEXT, quiet: TEXT, json: { type: 'boolean' } },
  });
  const [name, ...more] = positionals;
  if (name === undefined) throw new Error('Name a drill.');
  if (more.length > 0) throw new Error(`One drill at a time: ${more.join(' ')} is too much.`);
  const drill = drills.find((each) => each.name === name);
  if (drill === undefined) throw new Error(`There is no drill ${name}.`);
  const { data, error } = Options.safeParse(values);
  if (data !== undefined) return { ...data, drill };
  const [issue] = error.issues;
  throw new Error(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`);
}
