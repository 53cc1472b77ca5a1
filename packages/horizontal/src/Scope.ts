/**
 * Timers and undo steps that end together with their owner, so that `close()` leaves nothing behind. The media server has
 * one, too: this library takes nothing from Convene (HZN-6).
 */
export class Scope {
  readonly #undo = new Set<() => void>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Runs once after `ms`, unless the scope closes or the returned function is called before. */
  timeout(ms: number, run: () => void): () => void {
    if (this.#closed) return () => undefined;
    const timer = setTimeout(() => {
      this.#undo.delete(cancel);
      run();
    }, ms);
    const cancel = () => {
      clearTimeout(timer);
      this.#undo.delete(cancel);
    };
    this.#undo.add(cancel);
    return cancel;
  }

  /** Keeps a step for the end; in a scope that is closed already it runs at once. */
  defer(undo: () => void): void {
    if (this.#closed) undo();
    else this.#undo.add(undo);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const steps = [...this.#undo].reverse();
    this.#undo.clear();
    for (const undo of steps) undo();
  }
}
