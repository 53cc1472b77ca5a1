import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { UpProcess } from '../../../scripts/testing/UpProcess.ts';
import type { Ground } from './Drill.ts';
import { processesOf } from './processes.ts';
import { SeatMap } from './SeatMap.ts';

/** What is looked at of `/workers`. */
const Workers = z.object({
  workers: z.array(z.object({ pid: z.number(), routers: z.array(z.object({ transports: z.number() })) })),
});

export type RunningServer = { readonly id: string; readonly url: string; readonly pid: number | undefined };

export type RunningConveneOptions = {
  readonly ground: Ground;
  readonly servers: number;
  readonly workers: number;
  readonly env: Readonly<Record<string, string>>;
};

const ANSWER_MS = 2000;
/** A stop takes five seconds at the most for each program. */
const STOP_MS = 30_000;

/** A Convene of the drill's own, started as `npm start` does, seen from outside. */
export class RunningConvene {
  readonly url: string;
  readonly #up: UpProcess;
  readonly #ground: Ground;

  private constructor(url: string, up: UpProcess, ground: Ground) {
    this.url = url;
    this.#up = up;
    this.#ground = ground;
  }

  /** @throws an Error with its last words when it does not start */
  static async start({ ground, servers, workers, env }: RunningConveneOptions): Promise<RunningConvene> {
    const { webPort, rtcBasePort, rtcPortsPerWorker, dataDir, stop, say } = ground;
    const up = new UpProcess(
      {
        ...{ port: webPort, rtcBasePort, dataDir },
        env: {
          RTC_PORTS_PER_WORKER: String(rtcPortsPerWorker),
          PLACEMENT_SPREAD: 'true',
          // It ends by itself when the drill is killed, as it does with npm.
          npm_lifecycle_event: 'drill',
          ...env,
        },
        onOutput: say,
      },
      ['--servers', String(servers), '--workers', String(workers)],
    );
    const onStop = () => up.signal('SIGTERM');
    stop.addEventListener('abort', onStop);
    try {
      return new RunningConvene(await up.ready(), up, ground);
    } finally {
      stop.removeEventListener('abort', onStop);
    }
  }

  get databaseUrl(): string {
    return this.#up.readRun().databaseUrl;
  }

  get servers(): readonly RunningServer[] {
    return this.#up.readRun().servers.map(({ id, url, pid }) => ({ id, url, pid }));
  }

  /** What runs now: web app, media servers, workers, Postgres. */
  get pids(): number[] {
    return processesOf(this.#ground.dataDir);
  }

  /** Who sits where, as the first server that answers has it from the database. */
  async map(): Promise<SeatMap> {
    return SeatMap.parse(await Promise.any(this.servers.map(({ url }) => answerOf(`${url}/cluster`))));
  }

  /** Transports on all routers that serve meetings. */
  async transports(): Promise<number> {
    const answers = await Promise.all(this.servers.map(({ url }) => answerOf(`${url}/workers`)));
    return answers
      .flatMap((answer) => Workers.parse(answer).workers)
      .flatMap(({ routers }) => routers)
      .reduce((sum, { transports }) => sum + transports, 0);
  }

  /** Ends it as Ctrl-C does; answers the exit code, or undefined where it had to be killed. */
  async stop(): Promise<unknown> {
    this.#up.signal('SIGTERM');
    const late = new AbortController();
    const code = await Promise.race([
      this.#up.end(),
      delay(STOP_MS, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    return code;
  }

  /** At once; what is left ends by itself. */
  kill(): void {
    this.#up.signal('SIGKILL');
  }
}

async function answerOf(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${url} answers with status ${response.status}`);
  return response.json();
}
