import { Store } from '../../ui/Store.ts';
import { readBrowser, readBrowserJson } from '../storage.ts';
import { EFFECTS_KEY, EffectWish } from './effectsKey.ts';
import type { Effects, EffectsOptions } from './Effects.ts';

type Load = () => Promise<{ readonly Effects: typeof Effects }>;

/** The effects, which the lobby does not wait for (ADR 0005): they come when somebody may want them, or did before. */
export class LateEffects {
  readonly loaded = new Store<Effects | undefined>(undefined);
  readonly #options: EffectsOptions;
  readonly #script: Load;
  #loading: Promise<void> | undefined;
  #closed = false;
  #isTold = false;

  /** `script`: a test's own. */
  constructor(options: EffectsOptions, script: Load = () => import('./Effects.ts')) {
    this.#options = options;
    this.#script = script;
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
      const { Effects: Script } = await this.#script();
      if (this.#closed) return;
      const effects = new Script(this.#options);
      effects.start();
      this.loaded.set(effects);
    } catch {
      this.#loading = undefined;
      this.#tellMissing();
    }
  }

  /** The devices are opened without: who counts on them is to know. */
  #tellMissing(): void {
    if (this.#closed || this.#isTold) return;
    this.#isTold = true;
    const wish = readBrowserJson(EFFECTS_KEY, EffectWish);
    if (wish?.blur === true) this.#options.tell({ type: 'blurFailed' });
    if (wish?.noise === true) this.#options.tell({ type: 'noiseFailed' });
  }
}
