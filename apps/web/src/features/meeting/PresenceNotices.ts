import type { MeetingClientApi } from '@convene/meeting-client';
import type { ParticipantId } from '@convene/protocol';
import type { Notice } from './notices.ts';

/** Tells who came and who went, from one snapshot to the next; not who was there when this client joined. */
export class PresenceNotices {
  readonly #client: Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'>;
  readonly #tell: (notice: Notice) => void;
  readonly #unsubscribe: () => void;
  #known: ReadonlyMap<ParticipantId, string> | undefined;

  constructor(client: Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'>, tell: (notice: Notice) => void) {
    this.#client = client;
    this.#tell = tell;
    this.#unsubscribe = client.subscribe(() => this.#compare());
  }

  close(): void {
    this.#unsubscribe();
  }

  #compare(): void {
    const { phase, participants } = this.#client.getSnapshot();
    // While this client is being brought back its list may be incomplete: nobody left because of that.
    if (phase.state !== 'joined' || phase.connection !== 'connected') return;
    const now = new Map(participants.map(({ participantId, name }) => [participantId, name]));
    const before = this.#known;
    this.#known = now;
    if (before === undefined) return;
    for (const [id, name] of now) if (!before.has(id)) this.#tell({ type: 'joined', name, others: 0 });
    for (const [id, name] of before) if (!now.has(id)) this.#tell({ type: 'left', name, others: 0 });
  }
}
