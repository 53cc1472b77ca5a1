/** Runs the work of one key in order and that of different keys side by side. */
export class KeyedQueue<Key> {
  readonly #tails = new Map<Key, Promise<void>>();

  /** Resolves when this work is done; what it throws goes to `onError` and does not stop the work behind it. */
  async run(key: Key, work: () => Promise<unknown>, onError: (error: unknown) => void): Promise<void> {
    const tail = this.#runAfter(this.#tails.get(key), work, onError);
    this.#tails.set(key, tail);
    await tail;
    if (this.#tails.get(key) === tail) this.#tails.delete(key);
  }

  async #runAfter(
    before: Promise<void> | undefined,
    work: () => Promise<unknown>,
    onError: (error: unknown) => void,
  ): Promise<void> {
    await before;
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }

  /** Resolves when all that was begun is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
