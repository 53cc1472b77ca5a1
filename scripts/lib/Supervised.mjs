// @ts-check
import { Backoff } from './Backoff.mjs';
import { pause } from './pause.mjs';

/**
 * Something that runs: a process of ours, or the embedded Postgres.
 * @typedef {{
 *   pid: number,
 *   ended: Promise<Ending>,
 *   stop: () => Promise<void>,
 *   kill: () => void,
 * }} Running `stop` ends it in order and resolves when it is gone
 */

/**
 * Why something ended. `isFinal`: to start it again would do harm.
 * @typedef {{ reason: string, isFinal?: boolean }} Ending
 */

/**
 * @typedef {{
 *   name: string,
 *   launch: (signal: AbortSignal) => Promise<Running>,
 *   lastWords: () => string,
 *   say: (line: string) => void,
 *   onChange: () => void,
 * }} SupervisedOptions `launch` resolves once it is ready, and leaves nothing running when it rejects
 */

/** Starts something, starts it again whenever it dies, and stops it. */
export class Supervised {
  #options;
  #backoff = new Backoff();
  #stopping = new AbortController();
  /** @type {Running | undefined} */
  #running;
  /** @type {Promise<void>} */
  #watching = Promise.resolve();

  /** @param {SupervisedOptions} options */
  constructor(options) {
    this.#options = options;
  }

  get pid() {
    return this.#running?.pid;
  }

  /** Starts it for the first time; then a failure is the caller's. */
  async start() {
    const launching = this.#options.launch(this.#stopping.signal);
    this.#watching = launching.then(
      (running) => this.#watch(running),
      () => {},
    );
    await launching;
  }

  /** Ends it for good, in order, also when it is only just starting. */
  async stop() {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#watching;
  }

  /** Ends it for good, at once. */
  kill() {
    this.#stopping.abort();
    this.#running?.kill();
  }

  /** @param {Running} first */
  async #watch(first) {
    /** @type {Running | undefined} */
    let running = first;
    while (running !== undefined) {
      this.#running = running;
      // Told to stop while it became ready.
      if (this.#stopping.signal.aborted) return running.stop();
      const startedAt = performance.now();
      const ending = await running.ended;
      if (this.#stopping.signal.aborted) return;
      this.#running = undefined;
      this.#options.onChange();
      if (ending.isFinal) return this.#announceEnd(ending.reason);
      running = await this.#launchAgain(ending.reason, performance.now() - startedAt);
      this.#options.onChange();
    }
  }

  /**
   * Tries until it runs or is to stop.
   * @param {string} firstReason
   * @param {number} firstRanMs
   * @returns {Promise<Running | undefined>}
   */
  async #launchAgain(firstReason, firstRanMs) {
    const { signal } = this.#stopping;
    let reason = firstReason;
    let delayMs = this.#backoff.afterDeath(firstRanMs);
    while (!signal.aborted) {
      this.#announceDeath(reason, delayMs);
      try {
        await pause(delayMs, signal);
        const running = await this.#options.launch(signal);
        this.#options.say(`${this.#options.name} runs again (pid ${running.pid}).`);
        return running;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        delayMs = this.#backoff.afterDeath(0);
      }
    }
    return undefined;
  }

  /** @param {string} reason */
  #announceEnd(reason) {
    const { name, lastWords, say } = this.#options;
    say(`${name} ended and is not started again (${reason}). Its last words: ${lastWords()}`);
  }

  /**
   * @param {string} reason
   * @param {number} delayMs
   */
  #announceDeath(reason, delayMs) {
    const { name, lastWords, say } = this.#options;
    const { deaths } = this.#backoff;
    if (deaths === 1) say(`${name} ended (${reason}); it is started again.`);
    else {
      say(
        `${name} ended ${deaths} times in a row (${reason}); next try in ${delayMs / 1000} s. Its last words: ${lastWords()}`,
      );
    }
  }
}
