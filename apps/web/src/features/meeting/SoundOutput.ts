import { Store } from '../../ui/Store.ts';

/** Plays the others' sound. Browsers hold it back until the person has clicked something on the page. */
export class SoundOutput {
  /** The browser refused to play: only a click can change that. */
  readonly blocked = new Store(false);
  readonly #elements = new Set<HTMLAudioElement>();
  #speakerId: string | undefined;

  /** Plays an element's sound until the answer is called. */
  play(element: HTMLAudioElement): () => void {
    this.#elements.add(element);
    this.#route(element);
    this.#start(element);
    return () => {
      this.#elements.delete(element);
      element.srcObject = null;
    };
  }

  /** After a click of the person. */
  unblock(): void {
    this.blocked.set(false);
    for (const element of this.#elements) this.#start(element);
  }

  setSpeaker(speakerId: string | undefined): void {
    this.#speakerId = speakerId;
    for (const element of this.#elements) this.#route(element);
  }

  #start(element: HTMLAudioElement): void {
    element.play().catch((error: unknown) => {
      // Any other error means that the element went away before it played.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.blocked.set(true);
    });
  }

  #route(element: HTMLAudioElement): void {
    // Safari has no setSinkId: there the system chooses.
    if (typeof element.setSinkId !== 'function') return;
    element.setSinkId(this.#speakerId ?? '').catch(() => {
      // The speaker was unplugged: the element goes on with the one it has.
    });
  }
}
