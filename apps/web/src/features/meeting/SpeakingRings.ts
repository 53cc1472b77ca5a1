import type { MeetingClientApi } from '@convene/meeting-client';
import type { ParticipantId } from '@convene/protocol';

/** Louder than breath and keyboard; the ring stays this long, so that it does not flicker between words. */
const SPEAKING_LEVEL = 0.08;
const HOLD_MS = 450;

/** Shows who speaks, on the tiles themselves: loudness changes many times a second and so never passes through React. */
export class SpeakingRings {
  readonly #client: Pick<MeetingClientApi, 'volume'>;
  readonly #elements = new Map<HTMLElement, ParticipantId>();
  readonly #heardAt = new Map<ParticipantId, number>();
  #frame: number | undefined;

  constructor(client: Pick<MeetingClientApi, 'volume'>) {
    this.#client = client;
  }

  watch(participantId: ParticipantId, element: HTMLElement): () => void {
    this.#elements.set(element, participantId);
    this.#frame ??= requestAnimationFrame(this.#draw);
    return () => {
      this.#elements.delete(element);
      if (![...this.#elements.values()].includes(participantId)) this.#heardAt.delete(participantId);
      if (this.#elements.size === 0) this.close();
    };
  }

  close(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  readonly #draw = (now: number): void => {
    for (const [element, participantId] of this.#elements) {
      if (this.#client.volume(participantId) >= SPEAKING_LEVEL) this.#heardAt.set(participantId, now);
      const speaking = String(now - (this.#heardAt.get(participantId) ?? -Infinity) < HOLD_MS);
      if (element.dataset['speaking'] !== speaking) element.dataset['speaking'] = speaking;
    }
    this.#frame = requestAnimationFrame(this.#draw);
  };
}
