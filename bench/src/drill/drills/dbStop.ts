import { AppError } from '@convene/protocol';
import { HttpWeb } from '../../HttpWeb.ts';
import type { Aim, Drill, Marks, Stage } from '../Drill.ts';
import { atMost } from '../drillReport.ts';
import { OwnPostgres } from '../OwnPostgres.ts';
import { pause, untilNothing } from '../pause.ts';

const TOPOLOGY = { servers: 2, workers: 2 } as const;
const DOWN_MS = 30_000;
/** From the blow on: whoever comes at these times has to be told. */
const ASKED_AT_MS = [500, 8_000, 16_000, 24_000] as const;
/** Five times the target. */
const AGAIN_MS = 25_000;

type Way = {
  readonly what: string;
  readonly take: (postgres: OwnPostgres) => Promise<void> | void;
  readonly giveBack: (postgres: OwnPostgres) => Promise<void> | void;
};

const WAYS: readonly Way[] = [
  { what: 'dies', take: (postgres) => postgres.stop(), giveBack: (postgres) => postgres.startAgain() },
  {
    what: 'refuses connections',
    take: ({ relay }) => relay.cut(),
    giveBack: ({ relay }) => relay.mend(),
  },
  {
    what: 'takes connections and is silent',
    take: ({ relay }) => relay.stall(),
    giveBack: ({ relay }) => relay.mend(),
  },
];

/** Postgres is away for half a minute: whoever sits in a meeting goes on, and who needs it is told. */
export function dbStop(): Drill {
  let postgres: OwnPostgres | undefined;
  /** Over all blows. */
  const toldMs: number[] = [];
  const againMs: number[] = [];
  let chatFaults = 0;

  const strike = async (stage: Stage, way: Way): Promise<Marks> => {
    if (postgres === undefined) throw new Error('there is no Postgres');
    const struckAt = performance.now();
    const until = (ms: number) => pause(Math.max(0, struckAt + ms - performance.now()), stage.stop);
    const text = `said in blow ${stage.number}`;
    await way.take(postgres);
    try {
      stage.crowd.say(text, 0);
      for (const ms of ASKED_AT_MS) {
        await until(ms);
        toldMs.push(await untilTold(stage));
      }
      await until(DOWN_MS);
    } finally {
      await way.giveBack(postgres);
    }
    const backFrom = performance.now();
    const unread = await untilNothing(() => stage.crowd.unread(text), { ms: AGAIN_MS, stop: stage.stop });
    await untilNothing(async () => ((await mayEnter(stage)) ? [] : ['nobody may enter']), {
      ms: AGAIN_MS,
      stop: stage.stop,
    });
    againMs.push(performance.now() - backFrom);
    chatFaults += unread.length;
    return { struckAt, backFrom };
  };

  const aim = (stage: Stage): Aim | undefined => {
    const way = WAYS[(stage.number - 1) % WAYS.length];
    if (way === undefined) return undefined;
    // Nobody sits on it: every stream has to go on.
    return {
      victim: `Postgres ${way.what} for ${DOWN_MS / 1000} s`,
      hits: () => false,
      strike: () => strike(stage, way),
    };
  };

  return {
    name: 'db-stop',
    what: 'Postgres is away: it dies, refuses connections, or takes them and is silent',
    topology: TOPOLOGY,
    prepare: async () => {
      const started = await OwnPostgres.start();
      postgres = started;
      return { env: { DATABASE_URL: started.url }, close: () => started.close() };
    },
    aim,
    targets: () => [
      atMost('who comes is told, at most, ms', Math.max(...toldMs), 2000),
      atMost('works again, at most, ms', Math.max(...againMs), 5000),
      atMost('chat messages lost or doubled', chatFaults, 0),
    ],
  };
}

const enter = ({ convene, crowd }: Stage) => {
  const [person] = crowd.people;
  return new HttpWeb(convene.url).enter({ slug: person?.options.slug ?? '' });
};

/** Somebody comes into a meeting and is told that it cannot be now: after how long. */
async function untilTold(stage: Stage): Promise<number> {
  const askedAt = performance.now();
  try {
    await enter(stage);
  } catch (error) {
    if (error instanceof AppError && error.code === 'databaseUnavailable') return performance.now() - askedAt;
  }
  return Number.POSITIVE_INFINITY;
}

async function mayEnter(stage: Stage): Promise<boolean> {
  try {
    return (await enter(stage)).result === 'entered';
  } catch {
    return false;
  }
}
