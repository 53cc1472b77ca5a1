import type { ScreenContent } from './snapshot.ts';

/** The part of the Web Storage API that the client uses. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What the client needs of the page it runs in: `browserEnvironment()` in a browser, a fake in tests. */
export interface ClientEnvironment {
  /** Lives as long as the tab and outlives a reload; a duplicated tab starts with a copy of it. */
  readonly tabStorage: KeyValueStore;
  /**
   * A lock that one tab of the browser holds at a time. Waits for it at most `waitMs` and answers what releases it, or
   * undefined when another tab holds it.
   */
  acquireLock(name: string, waitMs: number): Promise<(() => void) | undefined>;
  isVisible(): boolean;
  onVisibilityChange(listener: () => void): () => void;
  /** False: the machine has no network at all. True may be wrong. */
  isOnline(): boolean;
  /** The network came back, changed, or went. */
  onNetworkChange(listener: () => void): () => void;
  /** Asks the person for a screen, window or tab. */
  captureScreen(content: ScreenContent): Promise<MediaStream>;
}
