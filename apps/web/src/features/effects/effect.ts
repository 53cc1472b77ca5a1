/** A track that is made from a device's, for as long as it is wanted. */
export type MadeTrack = {
  readonly track: MediaStreamTrack;
  /** Frees all that it took; the device's own track goes on. */
  readonly stop: () => void;
};

/**
 * `broken`: it could not start, or ended by itself; `slow`: this machine does not keep up; `held`: the browser wants a
 * click on the page before it lets it begin.
 */
export type EffectFailure = 'broken' | 'slow' | 'held';

/** Makes a track from a device's. Rejects with EffectError; what goes wrong later is told to `onFailure`, once. */
export type Effect = (
  track: MediaStreamTrack,
  onFailure: (failure: EffectFailure) => void,
) => Promise<MadeTrack>;

export class EffectError extends Error {
  readonly failure: EffectFailure;

  constructor(failure: EffectFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EffectError';
    this.failure = failure;
  }
}
