import { Store } from './Store.ts';

export type Toast<T> = { readonly id: number; readonly content: T };

const SHOWN_MS = 4_500;
const SHOWN_AT_ONCE = 3;

/** The short notices of one screen: the newest few, each gone after some seconds. */
export class Toaster<T> {
  readonly toasts = new Store<readonly Toast<T>[]>([]);
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #lastId = 0;

  /** @param replaces which of those that stand now it takes the place of */
  show(content: T, shownMs = SHOWN_MS, replaces: (other: T) => boolean = () => false): void {
    const id = ++this.#lastId;
    const others = this.toasts.get().filter((toast) => !replaces(toast.content));
    this.toasts.set([...others.slice(1 - SHOWN_AT_ONCE), { id, content }]);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.toasts.set(this.toasts.get().filter((toast) => toast.id !== id));
    }, shownMs);
    this.#timers.add(timer);
  }

  /** What is settled need not be read any more. */
  dismiss(settled: (content: T) => boolean): void {
    const toasts = this.toasts.get();
    const left = toasts.filter(({ content }) => !settled(content));
    if (left.length < toasts.length) this.toasts.set(left);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
