/** Timers and undo steps that end together with their owner, so that `close()` leaves nothing behind. */
export class Scope {
  readonly #undo = new Set<() => void>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Runs once after `ms`, unless the scope closes or the returned function is called before. */
  timeout(ms: number, run: () => void): () => void {
    if (this.#closed) return () => {};
    const cancel = this.defer(() => clearTimeout(timer));
    const timer = setTimeout(() => {
      this.#undo.delete(cancel);
      run();
    }, ms);
    return () => {
      if (this.#undo.delete(cancel)) cancel();
    };
  }

  /** Runs every `ms` until the scope closes. */
  interval(ms: number, run: () => void): void {
    if (this.#closed) return;
    const timer = setInterval(run, ms);
    this.defer(() => clearInterval(timer));
  }

  /** Keeps a step for the end; in a scope that is closed already it runs at once. */
  defer(undo: () => void): () => void {
    if (this.#closed) undo();
    else this.#undo.add(undo);
    return undo;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const steps = [...this.#undo].reverse();
    this.#undo.clear();
    for (const undo of steps) undo();
  }
}
