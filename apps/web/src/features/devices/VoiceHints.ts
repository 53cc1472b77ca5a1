import { Store } from '../../ui/Store.ts';
import type { MeetingSession } from '../meeting/MeetingSession.ts';
import { type HeardSoFar, lookAgain, nothingHeard, type VoiceHint } from './voiceHint.ts';

const LOOK_MS = 100;

/** Listens to the own microphone, muted or not, and nowhere else than in this page. */
export class VoiceHints {
  readonly shown = new Store<VoiceHint | undefined>(undefined);
  readonly #session: Pick<MeetingSession, 'media' | 'controls'>;
  #heard: HeardSoFar = nothingHeard;
  /** A hint that was closed by hand stays away until it is over. */
  #dismissed: VoiceHint | undefined;

  constructor(session: Pick<MeetingSession, 'media' | 'controls'>) {
    this.#session = session;
  }

  readonly dismiss = (): void => {
    this.#dismissed = this.#heard.hint;
    this.shown.set(undefined);
  };

  open(): () => void {
    const timer = setInterval(() => this.#look(), LOOK_MS);
    return () => clearInterval(timer);
  }

  #look(): void {
    const { media, controls } = this.#session;
    this.#heard = lookAgain(this.#heard, {
      muted: controls.muted,
      heard: media.pickedUp(),
      now: performance.now(),
    });
    const { hint } = this.#heard;
    if (hint !== this.#dismissed) this.#dismissed = undefined;
    this.shown.set(this.#dismissed === undefined ? hint : undefined);
  }
}
