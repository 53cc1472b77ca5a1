// @ts-check
import { join } from 'node:path';
import { LogFile } from './LogFile.mjs';
import { launchProgram } from './launchProgram.mjs';
import { forgetProcesses, rememberProcess } from './leftovers.mjs';
import { mediaPrograms, webProgram } from './programs.mjs';
import { RunFile } from './RunFile.mjs';
import { Supervised } from './Supervised.mjs';

/** The running web app (without it with --media-only) and media servers, with the Postgres of ours if there is one. */
export class Convene {
  #setup;
  #say;
  #postgres;
  #web;
  #media;
  #runFile;

  /**
   * @param {{
   *   setup: import('./programs.mjs').Setup,
   *   postgres: Supervised | undefined,
   *   say: (line: string) => void,
   * }} options `postgres` runs already; it is ours to stop from now on
   */
  constructor({ setup, postgres, say }) {
    this.#setup = setup;
    this.#say = say;
    this.#postgres = postgres;
    this.#web = setup.secrets && this.#supervise(webProgram(setup, setup.secrets), 'web');
    this.#media = mediaPrograms(setup).map((program, index) => this.#supervise(program, `media-${index}`));
    this.#runFile = new RunFile({ setup, web: this.#web, media: this.#media, postgres, say });
  }

  /** Resolves when all are ready. Rejects as soon as one of them cannot start; `stop` then ends the others. */
  async start() {
    const programs = this.#web === undefined ? this.#media : [this.#web, ...this.#media];
    await Promise.all(programs.map((program) => program.start()));
    await this.#runFile.start();
  }

  /** Brings `run.json` up to date. */
  refresh() {
    void this.#runFile.refresh();
  }

  /** Ends everything in order: nobody loses what the next one still needs. */
  async stop() {
    this.#runFile.stop();
    await this.#web?.stop();
    await Promise.all(this.#media.map((program) => program.stop()));
    await this.#postgres?.stop();
    forgetProcesses(this.#setup.options.dataDir);
  }

  /** Ends everything at once. */
  kill() {
    for (const program of [this.#web, ...this.#media, this.#postgres]) program?.kill();
  }

  /**
   * @param {import('./launchProgram.mjs').Program} program
   * @param {string} logName
   */
  #supervise(program, logName) {
    const { dataDir } = this.#setup.options;
    const log = new LogFile(join(dataDir, 'logs', `${logName}.log`));
    const say = this.#say;
    return new Supervised({
      name: program.name,
      say,
      lastWords: () => log.lastWords,
      onChange: () => this.refresh(),
      launch: (signal) =>
        launchProgram(program, { log, say, signal, onSpawn: (pid) => rememberProcess(dataDir, pid) }),
    });
  }
}
