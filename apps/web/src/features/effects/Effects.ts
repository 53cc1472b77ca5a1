import type { LocalMediaApi, TrackProcessor } from '@convene/meeting-client';
import { Store } from '../../ui/Store.ts';
import { readBrowserJson, writeBrowserJson } from '../storage.ts';
import type { Notice } from '../meeting/notices.ts';
import type { Effect, EffectFailure } from './effect.ts';
import { EffectProcessor } from './EffectProcessor.ts';
import { EFFECTS_KEY, EffectWish } from './effectsKey.ts';
import { canBlur, canSuppressNoise } from './effectSupport.ts';

export type EffectName = keyof EffectWish;

/** `starting`: what it is made of is being loaded, or its first frame is being made. */
type EffectState = 'off' | 'starting' | 'on';
export type EffectStates = Readonly<Record<EffectName, EffectState>>;

const NONE: EffectWish = { noise: false, blur: false };

/** What an effect is made of comes when it is first wanted. */
const loaders: Readonly<Record<EffectName, () => Promise<Effect>>> = {
  noise: () => import('./noiseSuppression.ts').then((m) => m.suppressNoise),
  blur: () => import('./backgroundBlur.ts').then((m) => m.blurBackground),
};

export type EffectsOptions = {
  readonly media: LocalMediaApi;
  readonly tell: (notice: Notice) => void;
  /** A test's own. */
  readonly load?: Readonly<Record<EffectName, () => Promise<Effect>>>;
};

/** Noise suppression and background blur, as this person wants them: remembered in this browser, off until they say so. */
export class Effects {
  readonly state = new Store<EffectStates>({ noise: 'off', blur: 'off' });
  readonly #options: EffectsOptions;
  readonly #processors: Readonly<Record<EffectName, EffectProcessor>>;
  readonly #ends = new AbortController();
  readonly #unsubscribe: () => void;
  /** What waits for a click on the page. */
  readonly #held = new Set<EffectName>();
  #wish = readBrowserJson(EFFECTS_KEY, EffectWish) ?? NONE;

  constructor(options: EffectsOptions) {
    this.#options = options;
    const load = options.load ?? loaders;
    const processorOf = (name: EffectName) =>
      new EffectProcessor({ load: load[name], onFailure: (failure) => this.#onFailure(name, failure) });
    this.#processors = { noise: processorOf('noise'), blur: processorOf('blur') };
    // Music is sent as it is: only a voice is cleaned.
    this.#unsubscribe = options.media.subscribe(() => this.#apply('noise'));
  }

  /** Before the devices are opened: nobody sees the room of who wants it blurred. */
  start(): void {
    this.#apply('noise');
    this.#apply('blur');
  }

  set(name: EffectName, wanted: boolean): void {
    this.#remember({ ...this.#wish, [name]: wanted });
    this.#apply(name);
  }

  close(): void {
    this.#unsubscribe();
    this.#ends.abort();
    for (const processor of Object.values(this.#processors)) processor.stop();
  }

  #isWanted(name: EffectName): boolean {
    if (this.#held.has(name)) return false;
    if (name === 'blur') return this.#wish.blur && canBlur();
    const isVoice = this.#options.media.getSnapshot().voice.fidelity === 'voice';
    return this.#wish.noise && isVoice && canSuppressNoise();
  }

  #apply(name: EffectName): void {
    const wanted = this.#isWanted(name);
    if (wanted === (this.state.get()[name] !== 'off')) return;
    void this.#switch(name, wanted);
  }

  /** Never rejects: what fails is told by `#onFailure`. */
  async #switch(name: EffectName, wanted: boolean): Promise<void> {
    this.#show(name, wanted ? 'starting' : 'off');
    await this.#setProcessor(name, wanted ? this.#processors[name] : undefined);
    if (this.state.get()[name] === 'starting') this.#show(name, 'on');
  }

  /** Resolves when it stands between the device and what is sent, or failed; at once where the device is off. */
  #setProcessor(name: EffectName, processor: TrackProcessor | undefined): Promise<void> {
    const { media } = this.#options;
    return name === 'blur' ? media.setCameraProcessor(processor) : media.setMicrophoneProcessor(processor);
  }

  #onFailure(name: EffectName, failure: EffectFailure): void {
    // Before the processor is taken away: the devices tell of that, and what is wanted is asked for again.
    if (failure === 'held') this.#tryAfterClick(name);
    else {
      this.#remember({ ...this.#wish, [name]: false });
      const type = name === 'noise' ? 'noiseFailed' : failure === 'slow' ? 'blurSlow' : 'blurFailed';
      this.#options.tell({ type });
    }
    this.#apply(name);
  }

  /** It is still wanted, and the browser is about to be asked again. */
  #tryAfterClick(name: EffectName): void {
    this.#held.add(name);
    const retry = new AbortController();
    const signal = AbortSignal.any([retry.signal, this.#ends.signal]);
    for (const type of ['pointerdown', 'keydown']) {
      const again = () => {
        retry.abort();
        this.#held.delete(name);
        this.#apply(name);
      };
      window.addEventListener(type, again, { signal });
    }
  }

  #remember(wish: EffectWish): void {
    this.#wish = wish;
    writeBrowserJson(EFFECTS_KEY, wish);
  }

  #show(name: EffectName, state: EffectState): void {
    this.state.set({ ...this.state.get(), [name]: state });
  }
}
