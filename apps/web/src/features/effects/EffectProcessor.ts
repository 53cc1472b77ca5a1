import type { TrackProcessor } from '@convene/meeting-client';
import { type Effect, EffectError, type EffectFailure, type MadeTrack } from './effect.ts';

type Options = {
  /** Loads what the effect is made of; again after it failed. */
  readonly load: () => Promise<Effect>;
  readonly onFailure: (failure: EffectFailure) => void;
};

/** Puts an effect between a device and what is sent, for one track of the device after the other. */
export class EffectProcessor implements TrackProcessor {
  readonly #options: Options;
  #made: MadeTrack | undefined;
  /** Counts starts and stops: what an earlier one made is let go. */
  #turn = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  async start(track: MediaStreamTrack, failed: () => void): Promise<MediaStreamTrack> {
    const turn = ++this.#turn;
    const isCurrent = () => this.#turn === turn;
    const fail = (failure: EffectFailure) => {
      if (!isCurrent()) return;
      this.#options.onFailure(failure);
      failed();
    };
    let made: MadeTrack;
    try {
      const effect = await this.#options.load();
      made = await effect(track, fail);
    } catch (error) {
      const failure = error instanceof EffectError ? error.failure : 'broken';
      if (isCurrent()) this.#options.onFailure(failure);
      throw error;
    }
    // The device may have been turned off meanwhile, and nobody would stop this one.
    if (!isCurrent() || track.readyState === 'ended') {
      made.stop();
      throw new EffectError('broken', 'no longer wanted');
    }
    this.#made?.stop();
    this.#made = made;
    return made.track;
  }

  stop(): void {
    this.#turn += 1;
    this.#made?.stop();
    this.#made = undefined;
  }
}
