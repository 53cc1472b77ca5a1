import type { Scope } from '../media/Scope.ts';

/** Does something when it has been left alone for a while. */
export class Countdown {
  readonly #scope: Scope;
  readonly #ms: number;
  readonly #run: () => void;
  #cancel: (() => void) | undefined;

  constructor(scope: Scope, ms: number, run: () => void) {
    this.#scope = scope;
    this.#ms = ms;
    this.#run = run;
  }

  /** One that runs already goes on. */
  start(): void {
    this.#cancel ??= this.#scope.timeout(this.#ms, () => {
      this.#cancel = undefined;
      this.#run();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
