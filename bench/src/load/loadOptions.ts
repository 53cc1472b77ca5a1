import { parseArgs } from 'node:util';
import { z } from 'zod';

const Count = z.coerce.number().int().positive();
const Layers = z.coerce.number().pipe(z.literal([0, 1, 2, 3]));
const OpusFrameMs = z.coerce.number().pipe(z.literal([20, 40, 60]));

const Options = z
  .object({
    url: z.url({ protocol: /^https?$/ }),
    people: Count,
    rooms: Count.default(1),
    minutes: z.coerce.number().nonnegative().default(1),
    json: z.boolean().default(false),
    'at-once': z.boolean().default(false),
    'no-audio': z.boolean().default(false),
    layers: Layers.default(3),
    fps: z.coerce.number().positive().max(60).default(5),
    opus: OpusFrameMs.default(60),
    receive: z.enum(['all', 'audio', 'none']).default('all'),
  })
  .refine(({ people, rooms }) => rooms <= people, { path: ['rooms'], message: 'are more than people' })
  .refine(({ url, rooms }) => slugOf(url) === undefined || rooms === 1, {
    path: ['rooms'],
    message: 'must be 1 where the URL names a meeting',
  });

export type LoadOptions = z.infer<typeof Options>;

export const USAGE = `npm run load -- --url URL --people N [--rooms R] [--minutes M] [--json]

  --url URL      a running Convene, or a meeting of it (URL/m/CODE)
  --people N     headless participants
  --rooms R      meetings over which they are spread (1)
  --minutes M    how long they stay once all receive what they should (1)
  --json         the report as JSON on stdout
  --at-once      all join in the same instant; else a few at a time
  --layers 0..3  simulcast layers of each camera (3)   --fps F   its frames per second (5)
  --no-audio     no microphones                        --opus MS 20, 40 or 60 ms of sound in a packet (60)
  --receive W    all, audio or none (all)
`;

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

/** Reads the command line. @throws an Error that says what is wrong */
export function parseLoadOptions(args: readonly string[]): LoadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: TEXT,
      people: TEXT,
      rooms: TEXT,
      minutes: TEXT,
      json: FLAG,
      'at-once': FLAG,
      'no-audio': FLAG,
      layers: TEXT,
      fps: TEXT,
      opus: TEXT,
      receive: TEXT,
    },
  });
  const { data, error } = Options.safeParse(values);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new Error(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`);
}

/** The code of the meeting that a URL names. */
export const slugOf = (url: string): string | undefined =>
  /^\/m\/([^/]+)$/.exec(URL.parse(url)?.pathname ?? '')?.[1];
