import type { ParticipantId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { Stream } from './Stream.ts';

/** Who spoke last comes first; more than this many are not needed by any rule. */
const REMEMBERED = 50;

export type SpeakersOptions = {
  readonly log: Log;
  readonly onActiveSpeaker: (participantId: ParticipantId | null) => void;
  /** Loudness in dBov of those who are heard; empty when it has become silent. */
  readonly onVolumes: (volumes: [ParticipantId, number][]) => void;
};

/** Who is speaking, by the observers of the room's router. */
export class Speakers {
  readonly #options: SpeakersOptions;
  readonly #participants = new Map<string, ParticipantId>();
  #router: MediaRouter | undefined;
  #active: ParticipantId | null = null;
  #loudest: readonly ParticipantId[] = [];

  constructor(options: SpeakersOptions) {
    this.#options = options;
  }

  get active(): ParticipantId | null {
    return this.#active;
  }

  /** Those heard lately, the loudest of the last moment first. */
  get loudest(): readonly ParticipantId[] {
    return this.#loudest;
  }

  /** The observers end with their router. */
  observe(router: MediaRouter): void {
    this.#router = router;
    router.audioLevels.on('volumes', (volumes) => {
      this.#heard(volumes.map(({ producer, volume }) => [this.#participants.get(producer.id), volume]));
    });
    router.audioLevels.on('silence', () => this.#options.onVolumes([]));
    router.activeSpeakers.on('dominantspeaker', ({ producer }) => {
      this.#setActive(this.#participants.get(producer.id) ?? null);
    });
  }

  async add({ producer, participantId }: Stream): Promise<void> {
    const router = this.#router;
    if (router === undefined) return;
    this.#participants.set(producer.id, participantId);
    try {
      await Promise.all([
        router.audioLevels.addProducer({ producerId: producer.id }),
        router.activeSpeakers.addProducer({ producerId: producer.id }),
      ]);
    } catch (error) {
      // It was closed meanwhile, or the worker died: either way it is no speaker.
      this.#options.log.debug('producer not observed', { producerId: producer.id, error });
    }
  }

  remove({ producer, participantId }: Stream): void {
    if (!this.#participants.delete(producer.id)) return;
    // After a move the same person is heard from another producer.
    if ([...this.#participants.values()].includes(participantId)) return;
    this.#loudest = this.#loudest.filter((other) => other !== participantId);
    if (this.#active === participantId) this.#setActive(null);
  }

  #heard(volumes: [ParticipantId | undefined, number][]): void {
    const known = volumes.flatMap(([participantId, volume]): [ParticipantId, number][] =>
      participantId === undefined ? [] : [[participantId, volume]],
    );
    const now = [...new Set(known.map(([participantId]) => participantId))];
    this.#loudest = [...now, ...this.#loudest.filter((other) => !now.includes(other))].slice(0, REMEMBERED);
    this.#options.onVolumes(known);
  }

  #setActive(participantId: ParticipantId | null): void {
    if (this.#active === participantId) return;
    this.#active = participantId;
    this.#options.onActiveSpeaker(participantId);
  }
}
