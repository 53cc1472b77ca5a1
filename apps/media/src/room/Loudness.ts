import type { ParticipantId } from '@convene/protocol';

/** What is not told again within this time was the last word before a silence that nobody heard of. */
const STALE_MS = 1_500;

export type Volumes = [ParticipantId, number][];

/** How loud everybody is, out of what each router or server told last. */
export class Loudness<Place> {
  readonly #places = new Map<Place, { readonly volumes: Volumes; readonly at: number }>();

  set(place: Place, volumes: Volumes, now: number): void {
    if (volumes.length === 0) this.#places.delete(place);
    else this.#places.set(place, { volumes, at: now });
  }

  delete(place: Place): void {
    this.#places.delete(place);
  }

  /** The loudest first. */
  read(now: number): Map<ParticipantId, number> {
    const heard = [...this.#places.values()].flatMap(({ volumes, at }) =>
      now - at < STALE_MS ? volumes : [],
    );
    const loudest = new Map<ParticipantId, number>();
    for (const [participantId, volume] of [...heard].sort(([, one], [, other]) => other - one)) {
      if (!loudest.has(participantId)) loudest.set(participantId, volume);
    }
    return loudest;
  }
}
