import type { ClientEnvironment, KeyValueStore } from '../environment.ts';

export class MemoryStore implements KeyValueStore {
  readonly #values: Map<string, string>;

  constructor(values: Iterable<readonly [string, string]> = []) {
    this.#values = new Map(values);
  }

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }
  removeItem(key: string): void {
    this.#values.delete(key);
  }

  /** What "Duplicate tab" does with a tab's storage. */
  copy(): MemoryStore {
    return new MemoryStore(this.#values);
  }
}

/** The locks of one browser, over its tabs. */
export class FakeLocks {
  readonly #held = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  async acquire(name: string, waitMs: number): Promise<(() => void) | undefined> {
    const end = performance.now() + waitMs;
    while (this.#held.has(name)) {
      const left = end - performance.now();
      if (left <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    this.#held.add(name);
    return () => {
      this.#held.delete(name);
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  get held(): readonly string[] {
    return [...this.#held];
  }
}

/** One tab without a browser. */
export class FakeEnvironment implements ClientEnvironment {
  readonly tabStorage: MemoryStore;
  readonly locks: FakeLocks;
  readonly #visibility = new Set<() => void>();
  readonly #network = new Set<() => void>();
  #visible = true;
  #online = true;
  /** What the person picks when asked for a screen; an Error: they decline. */
  screen: MediaStream | Error = new Error('no screen');

  constructor(options: { tabStorage?: MemoryStore; locks?: FakeLocks } = {}) {
    this.tabStorage = options.tabStorage ?? new MemoryStore();
    this.locks = options.locks ?? new FakeLocks();
  }

  acquireLock(name: string, waitMs: number): Promise<(() => void) | undefined> {
    return this.locks.acquire(name, waitMs);
  }
  isVisible(): boolean {
    return this.#visible;
  }
  onVisibilityChange(listener: () => void): () => void {
    this.#visibility.add(listener);
    return () => this.#visibility.delete(listener);
  }
  isOnline(): boolean {
    return this.#online;
  }
  onNetworkChange(listener: () => void): () => void {
    this.#network.add(listener);
    return () => this.#network.delete(listener);
  }
  async captureScreen(): Promise<MediaStream> {
    if (this.screen instanceof Error) throw this.screen;
    return this.screen;
  }

  show(visible: boolean): void {
    this.#visible = visible;
    for (const listener of this.#visibility) listener();
  }
  setOnline(online: boolean): void {
    this.#online = online;
    for (const listener of this.#network) listener();
  }
  get listeners(): number {
    return this.#visibility.size + this.#network.size;
  }
}
