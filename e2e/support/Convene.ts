import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from './freePort.ts';
import { Wires } from './Wires.ts';

const root = resolve(import.meta.dirname, '../..');
const PORTS_PER_WORKER = 60;
const ATTEMPTS = 3;

/** How many servers and workers run; with `spread` the people of each meeting are forced apart (DESIGN §5). */
export type Topology = {
  readonly servers: number;
  readonly workers: number;
  readonly spread: boolean;
  /** Wires between servers and to their clients that a test can spoil. */
  readonly relayed?: boolean;
};

/** What a media server's `/cluster` says of people; the rest of it is not looked at here. */
type Cluster = {
  readonly participants: readonly {
    readonly participantId: string;
    readonly serverId: string;
    readonly workerId: string | null;
    readonly routerId: string | null;
  }[];
  readonly workers: readonly { readonly workerId: string; readonly pid: number }[];
};

/** What `run.json` says of media servers and of Postgres, and of where the admin secret lies. */
type Run = {
  readonly servers: readonly { readonly id: string; readonly url: string; readonly pid: number }[];
  readonly postgres: { readonly pid: number };
  readonly adminSecretFile: string;
};

/** Where somebody sits: what may be killed or frozen under them. */
type Seat = { readonly serverId: string; readonly serverPid: number; readonly workerPid: number };

/** A running Convene, as somebody has it who typed `npm start`. */
export class Convene {
  readonly url: string;
  readonly #child: ChildProcess | undefined;
  readonly #data: string | undefined;
  readonly #output: readonly string[];
  readonly #wires: Wires | undefined;

  private constructor(parts: {
    url: string;
    child?: ChildProcess;
    data?: string;
    output?: readonly string[];
    wires?: Wires | undefined;
  }) {
    this.url = parts.url;
    this.#child = parts.child;
    this.#data = parts.data;
    this.#output = parts.output ?? [];
    this.#wires = parts.wires;
  }

  /**
   * Starts it with `npm start`'s own script, on free ports and with a data folder of its own. `CONVENE_URL` set from
   * outside means a running one is used.
   */
  static async start(topology: Topology): Promise<Convene> {
    if (process.env.CONVENE_URL !== undefined) return new Convene({ url: process.env.CONVENE_URL });
    for (let attempt = 1; ; attempt++) {
      try {
        return await Convene.#launch(topology);
      } catch (error) {
        // A port that was free a moment ago: other programs of this machine take some, too.
        if (attempt === ATTEMPTS || !String(error).includes('is in use')) throw error;
      }
    }
  }

  static async #launch({ servers, workers, spread, relayed = false }: Topology): Promise<Convene> {
    const data = mkdtempSync(join(tmpdir(), 'convene-e2e-'));
    const port = await freePorts(servers + 2, { from: 4000, to: 9000 });
    const rtcBase = await freePorts(servers * workers * PORTS_PER_WORKER, { from: 20_000, to: 30_000 });
    const wires = relayed
      ? await Wires.start({ servers, workers, firstPort: rtcBase, portsPerWorker: PORTS_PER_WORKER })
      : undefined;
    const options = ['--port', port, '--servers', servers, '--workers', workers, '--data', data].map(String);
    const child = spawn(process.execPath, [join(root, 'scripts/up.mjs'), ...options], {
      cwd: root,
      env: {
        ...process.env,
        RTC_BASE_PORT: String(rtcBase),
        RTC_PORTS_PER_WORKER: String(PORTS_PER_WORKER),
        PLACEMENT_SPREAD: String(spread),
        ...wires?.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    const url = await new Promise<string>((resolveUrl, reject) => {
      const read = (line: string) => {
        output.push(line);
        const ready = /^Convene is ready: (\S+)/.exec(line)?.[1];
        if (ready !== undefined) resolveUrl(ready);
      };
      createInterface({ input: child.stdout }).on('line', read);
      createInterface({ input: child.stderr }).on('line', read);
      child.once('exit', (code) => {
        wires?.close();
        reject(new Error(`npm start ended with ${code}:\n${output.join('\n')}`));
      });
    });
    return new Convene({ url, child, data, output, wires });
  }

  /** What can be spoiled. Only with the topology `relayed`. */
  get wires(): Wires {
    if (this.#wires === undefined) throw new Error('the topology has no relays');
    return this.#wires;
  }

  /** The media servers, by `run.json`. Only of a Convene that was started here. */
  get mediaServers(): Run['servers'] {
    return this.#run.servers;
  }

  get postgresPid(): number {
    return this.#run.postgres.pid;
  }

  get adminSecret(): string {
    return readFileSync(this.#run.adminSecretFile, 'utf8').trim();
  }

  get #run(): Run {
    if (this.#data === undefined) throw new Error('CONVENE_URL is set: nothing is known of its servers');
    // Its form is what the tests of `npm start` look at.
    return JSON.parse(readFileSync(join(this.#data, 'run.json'), 'utf8')) as Run;
  }

  /** Who sits where, by any media server that answers. */
  async cluster(): Promise<Cluster> {
    return Promise.any(
      this.mediaServers.map(async ({ url }) => {
        const answer = await fetch(`${url}/cluster`);
        if (!answer.ok) throw new Error(`/cluster answered ${answer.status}`);
        return (await answer.json()) as Cluster;
      }),
    );
  }

  /** @throws while it is not known where the participant sits, or the process there has just been started anew */
  async seatOf(participantId: string): Promise<Seat> {
    const { participants, workers } = await this.cluster();
    const seat = participants.find((each) => each.participantId === participantId);
    const worker = workers.find(({ workerId }) => workerId === seat?.workerId);
    const server = this.mediaServers.find(({ id }) => id === seat?.serverId);
    if (worker === undefined || server === undefined) throw new Error('the seat is not known');
    return { serverId: server.id, serverPid: server.pid, workerPid: worker.pid };
  }

  /** Every media server answers, with its workers: what was killed before is there again. */
  async isWhole(): Promise<boolean> {
    const answers = await Promise.allSettled(
      this.mediaServers.map(async ({ url }) => {
        const answer = await fetch(`${url}/ready`);
        return answer.ok;
      }),
    );
    return answers.every((each) => each.status === 'fulfilled' && each.value);
  }

  /** Stops it as Ctrl-C does, and keeps its logs. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || this.#data === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    this.#wires?.close();
    const logs = join(root, 'test-results', 'e2e-logs', String(child.pid));
    cpSync(join(this.#data, 'logs'), logs, { recursive: true, force: true });
    rmSync(this.#data, { recursive: true, force: true });
    if (code !== 0)
      throw new Error(`npm start ended with ${code} after SIGTERM:\n${this.#output.slice(-40).join('\n')}`);
  }
}
