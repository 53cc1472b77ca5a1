import type { ClientEnvironment, KeyValueStore } from '@convene/meeting-client';
import { createScreen } from './HeadlessLocalMedia.ts';

/** A page of one browser with one tab, always in view. */
export class HeadlessEnvironment implements ClientEnvironment {
  readonly tabStorage: KeyValueStore;
  readonly #online = new Set<() => void>();

  constructor() {
    const values = new Map<string, string>();
    this.tabStorage = {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }

  acquireLock(): Promise<() => void> {
    return Promise.resolve(() => undefined);
  }
  isVisible(): boolean {
    return true;
  }
  onVisibilityChange(): () => void {
    return () => undefined;
  }
  onOnline(listener: () => void): () => void {
    this.#online.add(listener);
    return () => this.#online.delete(listener);
  }
  captureScreen(): Promise<MediaStream> {
    return Promise.resolve(createScreen());
  }

  /** The network is another one now. */
  changeNetwork(): void {
    for (const listener of this.#online) listener();
  }
}
