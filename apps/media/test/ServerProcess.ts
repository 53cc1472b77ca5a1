import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { freeRtcPorts } from './freeRtcPorts.ts';
import { waitFor, waitUntil } from './waitFor.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const Ready = z.object({
  ready: z.boolean(),
  reasons: z.array(z.string()),
  givenUp: z.array(z.number()),
  troubles: z.array(z.string()),
});
const Stats = z.object({
  serverId: z.string(),
  url: z.string(),
  workers: z.array(z.object({ pid: z.number() })),
});

export type ServerProcessOptions = {
  readonly databaseUrl: string;
  /** The folder of what outlives the process, with the public token key in it. */
  readonly folder: string;
  readonly workers?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Modules that are loaded before the program. */
  readonly imports?: readonly string[];
};

/** A media server as a process of its own, as `npm start` has it. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.#output += data.toString()));
    }
  }

  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const { databaseUrl, folder, workers = 1, env, imports = [] } = options;
    const loaded = imports.flatMap((module) => ['--import', module]);
    const child = spawn(process.execPath, [...loaded, MAIN], {
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        CONVENE_DATA_DIR: folder,
        TOKEN_KEY_DIR: folder,
        MEDIA_PORT: '0',
        MEDIASOUP_WORKER_COUNT: String(workers),
        RTC_PORTS_PER_WORKER: '4',
        RTC_BASE_PORT: String(await freeRtcPorts(workers, 4)),
        LIMIT_DATABASE_MS: '15000',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(child);
  }

  get output(): string {
    return this.#output;
  }

  /** Lines of its log with this message. */
  lines(message: string): Record<string, unknown>[] {
    return this.#output
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ msg }) => msg === message);
  }

  async line(message: string): Promise<Record<string, unknown>> {
    return waitFor(`the line "${message}" in\n${this.#output}`, () => this.lines(message)[0]);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves with the exit code and the signal. */
  async end(): Promise<unknown[]> {
    return this.#ended;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async url(): Promise<string> {
    return waitFor(
      'the server to listen',
      () => /"url":"(http[^"]+)","msg":"server listening"/.exec(this.#output)?.[1],
    );
  }

  async readiness(): Promise<z.infer<typeof Ready>> {
    return Ready.parse(await (await fetch(`${await this.url()}/ready`)).json());
  }

  async stats(): Promise<z.infer<typeof Stats>> {
    return Stats.parse(await (await fetch(`${await this.url()}/stats`)).json());
  }

  async untilReady(): Promise<z.infer<typeof Stats>> {
    await waitUntil('the server to be ready', async () => (await this.readiness()).ready);
    return this.stats();
  }
}
