/** Owns timers and listeners, so that closing their owner leaves none behind. */
export class Scope {
  readonly #cleanups = new Set<() => void>();
  readonly #sleepers = new Set<() => void>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Number of timers and listeners that are still held. */
  get size(): number {
    return this.#cleanups.size;
  }

  /** Runs `cleanup` when the scope closes, or when the answer is called. In a closed scope it runs at once. */
  add(cleanup: () => void): () => void {
    if (this.#closed) cleanup();
    else this.#cleanups.add(cleanup);
    return () => {
      if (this.#cleanups.delete(cleanup)) cleanup();
    };
  }

  /** A timer that ends with the scope; the answer cancels it. */
  timeout(ms: number, run: () => void): () => void {
    if (this.#closed) return () => undefined;
    const timer = setTimeout(() => {
      cancel();
      run();
    }, ms);
    const cancel = this.add(() => clearTimeout(timer));
    return cancel;
  }

  interval(ms: number, run: () => void): () => void {
    if (this.#closed) return () => undefined;
    const timer = setInterval(run, ms);
    return this.add(() => clearInterval(timer));
  }

  /** Waits; answers false as soon as the scope is closed. */
  sleep(ms: number): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = () => {
        resolve(true);
        end();
      };
      const timer = setTimeout(wake, ms);
      this.#sleepers.add(wake);
      const end = this.add(() => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve(false);
      });
    });
  }

  /** Whatever sleeps has slept enough. */
  wake(): void {
    for (const wake of this.#sleepers) wake();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const cleanup of this.#cleanups) cleanup();
    this.#cleanups.clear();
  }
}
