// @ts-check
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { webUrlOf } from './programs.mjs';
import { request } from './readiness.mjs';

const REFRESH_MS = 2_000;

/** @typedef {import('./Supervised.mjs').Supervised} Supervised */
/** @typedef {{ id: string, workers: number[] }} MediaServerState */

/**
 * `run.json` in the data folder: what runs, for scripts and operators. It is kept up to date while Convene runs, and gone
 * afterwards.
 */
export class RunFile {
  #options;
  #path;
  #written = '';
  /** What was said of it last: once, and not every two seconds. */
  #said = '';
  /** @type {Promise<unknown>} */
  #refreshing = Promise.resolve();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #stopped = false;
  /** @type {Map<string, MediaServerState>} */
  #states = new Map();

  /**
   * @param {{
   *   setup: import('./programs.mjs').Setup,
   *   web: Supervised | undefined,
   *   media: Supervised[],
   *   postgres: Supervised | undefined,
   *   say: (line: string) => void,
   * }} options
   */
  constructor(options) {
    this.#options = options;
    this.#path = join(options.setup.options.dataDir, 'run.json');
  }

  async start() {
    await this.refresh();
    // Media servers start their workers again by themselves.
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  /** Asks the media servers and writes the file when something has changed. One at a time. */
  refresh() {
    this.#refreshing = this.#refreshing
      .then(() => this.#refresh())
      .then(
        () => (this.#said = ''),
        (/** @type {unknown} */ error) => this.#complain(`could not be written: ${String(error)}`),
      );
    return this.#refreshing;
  }

  stop() {
    this.#stopped = true;
    clearInterval(this.#timer);
    rmSync(this.#path, { force: true });
  }

  /** @param {string} complaint */
  #complain(complaint) {
    if (complaint !== this.#said) this.#options.say(`${this.#path} ${complaint}`);
    this.#said = complaint;
  }

  async #refresh() {
    const { setup, web, media, postgres } = this.#options;
    const servers = await Promise.all(
      media.map(async ({ pid }, index) => {
        const url = setup.doors.list[index]?.ownUrl ?? '';
        const { id, workers } = await this.#stateOf(url);
        return { id, url, pid, workers };
      }),
    );
    if (this.#stopped) return;
    const webUrl = webUrlOf(setup);
    this.#write({
      pid: process.pid,
      ...(setup.secrets && {
        webUrl,
        webPid: web?.pid,
        adminUrl: `${webUrl}/admin`,
        adminSecretFile: setup.secrets.adminSecretFile,
      }),
      databaseUrl: setup.databaseUrl,
      servers,
      ...(postgres && { postgres: { pid: postgres.pid, dir: join(setup.options.dataDir, 'postgres') } }),
    });
  }

  /** @param {unknown} run */
  #write(run) {
    const text = `${JSON.stringify(run, undefined, 2)}\n`;
    if (text === this.#written) return;
    // Renamed into place, so that nobody reads half of it. It holds the database's password.
    writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
    this.#written = text;
  }

  /**
   * What a media server says of itself. While it is down its last id stands, without workers.
   * @param {string} url
   * @returns {Promise<MediaServerState>}
   */
  async #stateOf(url) {
    try {
      const { status, body } = await request(`${url}/stats`);
      if (status === 200) this.#states.set(url, parseStats(body));
    } catch {
      this.#states.set(url, { id: this.#states.get(url)?.id ?? '', workers: [] });
    }
    return this.#states.get(url) ?? { id: '', workers: [] };
  }
}

/**
 * @param {string} body
 * @returns {MediaServerState}
 */
function parseStats(body) {
  /** @type {{ serverId: string, workers: { pid: number }[] }} */
  const { serverId, workers } = JSON.parse(body);
  return { id: serverId, workers: workers.map(({ pid }) => pid) };
}
