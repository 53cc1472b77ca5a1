import type { ClientEnvironment, KeyValueStore } from '@convene/meeting-client';
import { createScreen } from './HeadlessLocalMedia.ts';

/** A page of one browser with one tab, always in view. */
export class HeadlessEnvironment implements ClientEnvironment {
  readonly tabStorage: KeyValueStore;
  readonly #network = new Set<() => void>();

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
  isOnline(): boolean {
    return true;
  }
  isVisible(): boolean {
    return true;
  }
  onVisibilityChange(): () => void {
    return () => undefined;
  }
  onNetworkChange(listener: () => void): () => void {
    this.#network.add(listener);
    return () => this.#network.delete(listener);
  }
  captureScreen(): Promise<MediaStream> {
    return Promise.resolve(createScreen());
  }

  /** The network is another one now. */
  changeNetwork(): void {
    for (const listener of this.#network) listener();
  }
}
