import type { ParticipantId, ServerId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Scope } from '../media/Scope.ts';
import { Loudness, type Volumes } from './Loudness.ts';
import { SpeakerChoice } from './SpeakerChoice.ts';
import type { LocalStream } from './Stream.ts';

/** Who spoke last comes first; more than this many are not needed by any rule. */
const REMEMBERED = 50;
/** Observers tell every 250 ms, each of its own router; what several tell goes out in one message. */
const TOLD_EVERY_MS = 200;

export type SpeakersOptions = {
  readonly log: Log;
  /** Who dominates on each other server. */
  readonly elsewhere: () => ReadonlyMap<ServerId, ParticipantId | null>;
  readonly onActiveSpeaker: (participantId: ParticipantId | null) => void;
  /** Who dominates among the people here is another one. */
  readonly onLocalSpeaker: () => void;
  /** Loudness in dBov of all who are heard, and of those of them who sit here; empty when it has become silent. */
  readonly onVolumes: (volumes: { all: Volumes; here: Volumes }) => void;
};

/**
 * Who is speaking, by the observers of each router, which hear what is sent on it and nothing that was piped to it, and by
 * what other servers tell of theirs.
 */
export class Speakers {
  readonly #options: SpeakersOptions;
  readonly #scope = new Scope();
  /** Who sends by an observed producer. */
  readonly #participants = new Map<string, ParticipantId>();
  readonly #dominants = new Map<MediaRouter, ParticipantId>();
  readonly #here = new Loudness<MediaRouter>();
  readonly #elsewhere = new Loudness<ServerId>();
  readonly #localChoice = new SpeakerChoice();
  readonly #choice = new SpeakerChoice();
  #loudest: readonly ParticipantId[] = [];
  #telling = false;
  #toldAt = -Infinity;

  constructor(options: SpeakersOptions) {
    this.#options = options;
  }

  /** Of the whole meeting. */
  get active(): ParticipantId | null {
    return this.#choice.current;
  }

  /** Of the people here. */
  get local(): ParticipantId | null {
    return this.#localChoice.current;
  }

  /** Those heard lately on whatever server, the loudest of the last moment first. */
  get loudest(): readonly ParticipantId[] {
    return this.#loudest;
  }

  /** The observers end with their router. */
  observe(router: MediaRouter): void {
    router.audioLevels.on('volumes', (volumes) => {
      const known = volumes.flatMap(({ producer, volume }): [ParticipantId, number][] => {
        const participantId = this.#participants.get(producer.id);
        return participantId === undefined ? [] : [[participantId, volume]];
      });
      this.#here.set(router, known, performance.now());
      this.#tell();
    });
    router.audioLevels.on('silence', () => {
      this.#here.delete(router);
      this.#tell();
    });
    router.activeSpeakers.on('dominantspeaker', ({ producer }) => {
      const participantId = this.#participants.get(producer.id);
      if (participantId !== undefined) this.#dominants.set(router, participantId);
      this.update();
    });
    router.onClose(() => {
      this.#dominants.delete(router);
      this.#here.delete(router);
      this.update();
    });
  }

  async add({ producer, participantId, origin: { router } }: LocalStream): Promise<void> {
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

  remove({ producer, participantId }: LocalStream): void {
    if (!this.#participants.delete(producer.id)) return;
    // After a move the same person is heard from another producer.
    if ([...this.#participants.values()].includes(participantId)) return;
    this.#loudest = this.#loudest.filter((other) => other !== participantId);
    for (const [router, dominant] of this.#dominants) {
      if (dominant === participantId) this.#dominants.delete(router);
    }
    this.update();
  }

  heardElsewhere(serverId: ServerId, volumes: Volumes): void {
    this.#elsewhere.set(serverId, volumes, performance.now());
    this.#tell();
  }

  /** Who dominates somewhere may be another one. */
  update(): void {
    const { elsewhere, onActiveSpeaker, onLocalSpeaker } = this.#options;
    const now = performance.now();
    const here = [...this.#dominants.values()];
    const others = [...elsewhere().values()].filter((participantId) => participantId !== null);
    const loudness = this.#all(now);
    if (this.#localChoice.choose(here, loudness, now)) onLocalSpeaker();
    if (this.#choice.choose([...here, ...others], loudness, now)) onActiveSpeaker(this.#choice.current);
  }

  close(): void {
    this.#scope.close();
  }

  #all(now: number): Map<ParticipantId, number> {
    return new Map([...this.#elsewhere.read(now), ...this.#here.read(now)]);
  }

  /** Who is heard is told now and then; who speaks is chosen at once. */
  #tell(): void {
    this.update();
    if (this.#telling) return;
    this.#telling = true;
    const wait = Math.max(0, this.#toldAt + TOLD_EVERY_MS - performance.now());
    this.#scope.timeout(wait, () => {
      this.#telling = false;
      const now = performance.now();
      this.#toldAt = now;
      const all = [...this.#all(now)].sort(([, one], [, other]) => other - one);
      const heard = all.map(([participantId]) => participantId);
      const before = this.#loudest.filter((other) => !heard.includes(other));
      this.#loudest = [...heard, ...before].slice(0, REMEMBERED);
      this.#options.onVolumes({ all, here: [...this.#here.read(now)] });
      this.update();
    });
  }
}
