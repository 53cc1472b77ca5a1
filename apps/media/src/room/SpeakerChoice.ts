import type { ParticipantId } from '@convene/protocol';

/**
 * Who is louder for this long takes over. The loudness of one moment says little: within a word it falls and rises by
 * 20 dB, and two who speak at once would take turns with every syllable.
 */
const TAKES_OVER_MS = 600;
/** From one who is not heard at all any more: a pause between two words of theirs is shorter than what is measured at once. */
const TAKES_OVER_FROM_SILENT_MS = 150;

/**
 * One active speaker out of those who dominate on each router or server. mediasoup's own choice, which knows every packet,
 * stands among the people of one router; between routers only loudness can be compared.
 */
export class SpeakerChoice {
  #current: ParticipantId | null = null;
  #challenger: { readonly participantId: ParticipantId; readonly since: number } | undefined;

  get current(): ParticipantId | null {
    return this.#current;
  }

  /** `loudness` in dBov; who is not in it is silent. Answers whether the choice is another one now. */
  choose(
    dominants: readonly ParticipantId[],
    loudness: ReadonlyMap<ParticipantId, number>,
    now: number,
  ): boolean {
    const before = this.#current;
    this.#current = this.#next(dominants, (participantId) => loudness.get(participantId) ?? -Infinity, now);
    if (this.#current !== before) this.#challenger = undefined;
    return this.#current !== before;
  }

  #next(
    dominants: readonly ParticipantId[],
    loudnessOf: (participantId: ParticipantId) => number,
    now: number,
  ): ParticipantId | null {
    const loudest = dominants.reduce<ParticipantId | null>(
      (one, other) => (one === null || loudnessOf(other) > loudnessOf(one) ? other : one),
      null,
    );
    const current = this.#current;
    // Who is gone, or is no longer the one who speaks on their own router, is no candidate any more.
    if (current === null || loudest === null || !dominants.includes(current)) return loudest;
    if (loudnessOf(loudest) <= loudnessOf(current)) {
      this.#challenger = undefined;
      return current;
    }
    if (this.#challenger?.participantId !== loudest)
      this.#challenger = { participantId: loudest, since: now };
    const wait = loudnessOf(current) === -Infinity ? TAKES_OVER_FROM_SILENT_MS : TAKES_OVER_MS;
    return now - this.#challenger.since >= wait ? loudest : current;
  }
}
