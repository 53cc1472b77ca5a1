import type { ParticipantId, ParticipantInfo, PeerCloseReason, RoomEvent } from '@convene/protocol';
import { Scope } from './Scope.ts';

type People = ReadonlyMap<ParticipantId, ParticipantInfo>;

type Options = {
  /** How long somebody is awaited (DESIGN §4: a lost peer's tile goes after that). */
  readonly awaitMs: number;
  readonly onChange: () => void;
};

/** Whoever lost their peer for one of these comes back by themselves within seconds. */
const COMING_BACK: ReadonlySet<PeerCloseReason> = new Set<PeerCloseReason>([
  'serverLost',
  'serverClosing',
  'workerDied',
]);

/**
 * Who was lost with their server or worker, and is on the way back: their tile stays for that time, marked, so that nobody's
 * tiles jump because a process died.
 */
export class AwaitedPeople {
  readonly #options: Options;
  readonly #awaited = new Map<ParticipantId, { readonly info: ParticipantInfo; readonly stop: () => void }>();
  #scope = new Scope();
  #present: People | undefined;
  #everybody: People = new Map();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Those who are there, and those who are awaited. The same map if nothing changed. */
  with(present: People): People {
    if (present === this.#present) return this.#everybody;
    this.#present = present;
    for (const participantId of present.keys()) this.#forget(participantId);
    const awaited = [...this.#awaited].map(([participantId, { info }]) => [participantId, info] as const);
    this.#everybody = awaited.length === 0 ? present : new Map([...present, ...awaited]);
    return this.#everybody;
  }

  /** Something happened, after which `present` are there. */
  hear(event: RoomEvent, present: People): void {
    if (event.type === 'peerClosed' && !present.has(event.participantId)) {
      if (COMING_BACK.has(event.reason)) this.#expect([event.participantId]);
      else this.#drop(event.participantId);
    }
  }

  /** This client has come to another server, because its own is gone: the others of that one come, too. */
  rejoined(present: People): void {
    this.#expect([...this.#everybody.keys()].filter((participantId) => !present.has(participantId)));
  }

  clear(): void {
    this.#scope.close();
    this.#scope = new Scope();
    this.#awaited.clear();
    this.#present = undefined;
    this.#everybody = new Map();
  }

  /** All at once: whoever looks in between would miss those that come later. */
  #expect(participantIds: readonly ParticipantId[]): void {
    for (const participantId of participantIds) {
      const known = this.#everybody.get(participantId);
      if (known === undefined || this.#awaited.has(participantId)) continue;
      const stop = this.#scope.timeout(this.#options.awaitMs, () => this.#drop(participantId));
      this.#awaited.set(participantId, { info: { ...known, connection: 'reconnecting' }, stop });
    }
    if (participantIds.length > 0) this.#changed();
  }

  #drop(participantId: ParticipantId): void {
    if (this.#forget(participantId)) this.#changed();
  }

  #forget(participantId: ParticipantId): boolean {
    this.#awaited.get(participantId)?.stop();
    return this.#awaited.delete(participantId);
  }

  #changed(): void {
    this.#present = undefined;
    this.#options.onChange();
  }
}
