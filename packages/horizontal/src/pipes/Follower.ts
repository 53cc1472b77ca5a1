export type FollowerOptions = {
  /** What the other side has from the beginning. */
  readonly told: boolean;
  readonly wanted: () => boolean;
  readonly tell: (value: boolean) => Promise<void>;
};

/**
 * Keeps a switch on the other side in step with one here. It may be turned again while the other side is being told:
 * one call is under way at a time, and the last one says what holds.
 */
export class Follower {
  readonly #options: FollowerOptions;
  #told: boolean;
  #telling: Promise<void> | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#told = options.told;
  }

  /** What the other side was told last. */
  get told(): boolean {
    return this.#told;
  }

  /** Resolves when both sides are the same. */
  async settle(): Promise<void> {
    if (this.#telling === undefined && this.#told !== this.#options.wanted()) this.#telling = this.#tell();
    await this.#telling;
  }

  async #tell(): Promise<void> {
    const { wanted, tell } = this.#options;
    try {
      while (this.#told !== wanted()) {
        const value = wanted();
        await tell(value);
        this.#told = value;
      }
    } finally {
      this.#telling = undefined;
    }
  }
}
