import { ParticipantId } from '@convene/protocol';
import * as z from 'zod/mini';
import { Store } from '../../ui/Store.ts';
import { readTabJson, writeTabJson } from '../storage.ts';

const ShareVolume = z.object({ level: z.number().check(z.minimum(0), z.maximum(1)), muted: z.boolean() });
const Remembered = z.array(z.tuple([ParticipantId, ShareVolume]));

/** How loud the sound of somebody's screen is for this person alone. */
export type ShareVolume = z.infer<typeof ShareVolume>;

const FULL: ShareVolume = { level: 1, muted: false };

/** The volumes of the screens' sound, remembered for each who shares, over reloads of this tab. */
export class ShareVolumes {
  readonly volumes: Store<ReadonlyMap<ParticipantId, ShareVolume>>;
  readonly #key: string;

  constructor(slug: string) {
    this.#key = `convene.shareVolumes.${slug}`;
    this.volumes = new Store(new Map(readTabJson(this.#key, Remembered)));
  }

  of(participantId: ParticipantId): ShareVolume {
    return this.volumes.get().get(participantId) ?? FULL;
  }

  /** To hear nothing is to mute; whoever turns up wants to hear. */
  setLevel(participantId: ParticipantId, level: number): void {
    this.#set(participantId, { level, muted: level === 0 });
  }

  toggleMuted(participantId: ParticipantId): void {
    const { level, muted } = this.of(participantId);
    this.#set(
      participantId,
      muted ? { level: level === 0 ? FULL.level : level, muted: false } : { level, muted: true },
    );
  }

  #set(participantId: ParticipantId, volume: ShareVolume): void {
    this.volumes.set(new Map(this.volumes.get()).set(participantId, volume));
    writeTabJson(this.#key, [...this.volumes.get()]);
  }
}
