import type { Scope } from './Scope.ts';

/** Silence is counted in this many steps. */
const STEPS = 20;

export type PulseOptions = {
  readonly scope: Scope;
  /** Asks for a sign of life; whether it resolves or rejects, there was an answer. */
  readonly ask: () => Promise<void>;
  /** Time from an answer to the next question. */
  readonly everyMs: number;
  /** Silence of this length is a hang. */
  readonly silenceMs: number;
  readonly onSilent: () => void;
};

/**
 * Asks again and again for a sign of life, and tells when there is none: a worker that hangs says nothing and lets go of
 * nothing (DESIGN §6).
 *
 * The silence is not measured by the clock but counted in turns of the event loop, each of which has read what had
 * arrived. When this process itself was held up (a stopped or starved machine, a long turn), the answers of that time wait
 * to be read, and a timer that looked at the clock would go off before them and kill every worker there is.
 */
export class Pulse {
  readonly #options: PulseOptions;
  #silentSteps: number | undefined;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  /** Goes on until its scope closes. */
  start(): void {
    const { scope, everyMs, silenceMs } = this.#options;
    scope.interval(everyMs, () => this.#beat());
    // An interval that was held up goes off once, however many of its times have passed.
    scope.interval(silenceMs / STEPS, () => this.#step());
  }

  #beat(): void {
    if (this.#silentSteps !== undefined) return;
    this.#silentSteps = 0;
    const heard = () => {
      this.#silentSteps = undefined;
    };
    this.#options.ask().then(heard, heard);
  }

  #step(): void {
    if (this.#silentSteps === undefined) return;
    this.#silentSteps += 1;
    if (this.#silentSteps === STEPS) this.#options.onSilent();
  }
}
