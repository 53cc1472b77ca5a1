import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'smallDisk.mjs');
const MEGABYTES = 192;
const NAMESPACE = ['--user', '--map-root-user', '--mount', 'sh', '-c'];
const MOUNT = `mount -t tmpfs -o size=${MEGABYTES}m tmpfs`;

type Told = { said?: string; databaseUrl?: string; done?: string };

/** A Postgres of ours, supervised as by `npm start`, on a disk that a test fills and empties. Needs no rights. */
export class SmallDisk {
  /** What the person at the terminal would read. */
  readonly said: string[];
  readonly folder: string;
  readonly databaseUrl: string;
  readonly #child: ChildProcess;

  private constructor(parts: { said: string[]; folder: string; databaseUrl: string; child: ChildProcess }) {
    this.said = parts.said;
    this.folder = parts.folder;
    this.databaseUrl = parts.databaseUrl;
    this.#child = parts.child;
  }

  /** Why this machine has none: namespaces may be forbidden. Undefined: it has. */
  static get missing(): string | undefined {
    const { status, stderr, error } = spawnSync('unshare', [...NAMESPACE, `${MOUNT} /tmp`], {
      encoding: 'utf8',
    });
    return status === 0 ? undefined : `no tmpfs in a namespace of one's own: ${error?.message ?? stderr}`;
  }

  static async start(): Promise<SmallDisk> {
    const folder = mkdtempSync(join(tmpdir(), 'convene-small-disk-'));
    const command = `${MOUNT} "$0" && exec "$1" "$2" "$0"`;
    const child = spawn('unshare', [...NAMESPACE, command, folder, process.execPath, PROGRAM], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const said: string[] = [];
    child.on('message', (told: Told) => {
      if (told.said !== undefined) said.push(told.said);
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the disk's program ended: ${said.join('\n')}`);
    });
    const databaseUrl = await Promise.race([hear(child, (told) => told.databaseUrl), ended]);
    return new SmallDisk({ said, folder, databaseUrl, child });
  }

  async fill(): Promise<void> {
    await this.#ask('fill');
  }

  async free(): Promise<void> {
    await this.#ask('free');
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
    // The disk has gone with its last program.
    rmSync(this.folder, { recursive: true });
  }

  async #ask(wish: string): Promise<void> {
    const done = hear(this.#child, (told) => (told.done === wish ? wish : undefined));
    this.#child.send(wish);
    await done;
  }
}

async function hear<T>(child: ChildProcess, pick: (told: Told) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const look = (told: Told) => {
      const picked = pick(told);
      if (picked === undefined) return;
      child.off('message', look);
      resolve(picked);
    };
    child.on('message', look);
  });
}
