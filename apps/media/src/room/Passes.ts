/** Passes over what must be in step, one at a time. Whoever asks for one while the next has not begun shares that. */
export class Passes {
  readonly #pass: () => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #isWaiting = false;

  /** `pass` must not reject: the passes after it would not come. */
  constructor(pass: () => Promise<void>) {
    this.#pass = pass;
  }

  /** Resolves when a pass that began after this call is over. */
  async ask(): Promise<void> {
    // A pass that has not begun yet will see what this call is about.
    if (!this.#isWaiting) {
      this.#isWaiting = true;
      this.#last = this.#passAfter(this.#last);
    }
    await this.#last;
  }

  async #passAfter(before: Promise<void>): Promise<void> {
    await before;
    this.#isWaiting = false;
    await this.#pass();
  }
}
