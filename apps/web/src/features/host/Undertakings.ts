import { Store } from '../../ui/Store.ts';

type Options = {
  /** Told of what did not succeed. */
  readonly onFailure: (error: unknown) => void;
  /** @throws AppError while the server is out of reach: what is asked then would be done at some time, or never */
  readonly requireReach?: (() => void) | undefined;
};

/**
 * What was asked of the server and is not answered yet, by a key of its own: a control shows that it waits, and nothing as done
 * before it is. What is asked twice at once is asked once.
 */
export class Undertakings {
  readonly underWay = new Store<ReadonlySet<string>>(new Set());
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Answers whether it was done. */
  async run(key: string, ask: () => Promise<unknown>): Promise<boolean> {
    if (this.underWay.get().has(key)) return false;
    this.underWay.set(new Set([...this.underWay.get(), key]));
    try {
      this.#options.requireReach?.();
      await ask();
      return true;
    } catch (error) {
      this.#options.onFailure(error);
      return false;
    } finally {
      this.underWay.set(new Set([...this.underWay.get()].filter((other) => other !== key)));
    }
  }
}
