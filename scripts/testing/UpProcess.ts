import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

type RunJson = {
  readonly pid: number;
  readonly webUrl: string;
  readonly webPid?: number;
  readonly adminUrl: string;
  readonly adminSecretFile: string;
  readonly databaseUrl: string;
  readonly servers: readonly {
    readonly id: string;
    readonly url: string;
    readonly pid?: number;
    readonly workers: readonly number[];
  }[];
  readonly postgres: { readonly pid?: number; readonly dir: string };
};

type UpSettings = {
  readonly port: number;
  readonly rtcBasePort: number;
  readonly dataDir: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Told of all that it says, as it says it. */
  readonly onOutput?: (text: string) => void;
};

/** A start command that runs, as a person would have it in a terminal. */
export class UpProcess {
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #output = '';

  constructor({ port, rtcBasePort, dataDir, env, onOutput }: UpSettings, options: readonly string[] = []) {
    this.dataDir = dataDir;
    const script = join(root, 'scripts', 'up.mjs');
    this.#child = spawn(process.execPath, [script, '--port', `${port}`, '--data', dataDir, ...options], {
      cwd: root,
      env: {
        ...process.env,
        DATABASE_URL: '',
        RTC_BASE_PORT: `${rtcBasePort}`,
        RTC_PORTS_PER_WORKER: '20',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        const text = chunk.toString();
        this.#output += text;
        onOutput?.(text);
      });
    }
    this.#ended = once(this.#child, 'exit');
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves with the exit code, or null after a signal that killed it. */
  async end(): Promise<unknown> {
    const [code] = await this.#ended;
    return code;
  }

  /** Resolves with the first URL that it prints; rejects when it ends before that. */
  async ready(): Promise<string> {
    const ended = this.end().then((code) => {
      throw new Error(`The start command ended with ${String(code)}:\n${this.#output}`);
    });
    const printed = new Promise<string>((resolve) => {
      const look = () => {
        const url = /^Convene is ready: (\S+)(?: \S+)*$/m.exec(this.#output)?.[1];
        if (url !== undefined) resolve(url);
      };
      this.#child.stdout?.on('data', look);
    });
    return Promise.race([printed, ended]);
  }

  readRun(): RunJson {
    // Its form is what the tests look at.
    return JSON.parse(readFileSync(join(this.dataDir, 'run.json'), 'utf8')) as RunJson;
  }

  /** All that runs by run.json: programs, workers and Postgres. */
  processes(): number[] {
    const { webPid, servers, postgres } = this.readRun();
    const pids = [webPid, postgres.pid, ...servers.flatMap(({ pid, workers }) => [pid, ...workers])];
    return pids.filter((pid) => pid !== undefined);
  }
}
