import { Store } from '../../ui/Store.ts';
import { readBrowser } from '../storage.ts';
import { EFFECTS_KEY } from './effectsKey.ts';
import type { Effects, EffectsOptions } from './Effects.ts';

/** The effects, which the lobby does not wait for (ADR 0005): they come when somebody may want them, or did before. */
export class LateEffects {
  readonly loaded = new Store<Effects | undefined>(undefined);
  readonly #options: EffectsOptions;
  #loading: Promise<void> | undefined;
  #closed = false;

  constructor(options: EffectsOptions) {
    this.#options = options;
  }

  /** Somebody used them in this browser: they stand before the devices are opened, so that nobody sees the room. */
  get areRemembered(): boolean {
    return readBrowser(EFFECTS_KEY) !== undefined;
  }

  /** Never rejects: what did not come may be asked for again. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  close(): void {
    this.#closed = true;
    this.loaded.get()?.close();
  }

  async #load(): Promise<void> {
    try {
      const { Effects } = await import('./Effects.ts');
      if (this.#closed) return;
      const effects = new Effects(this.#options);
      effects.start();
      this.loaded.set(effects);
    } catch {
      this.#loading = undefined;
    }
  }
}
