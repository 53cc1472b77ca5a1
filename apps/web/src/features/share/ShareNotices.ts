import type { MeetingClientApi } from '@convene/meeting-client';
import type { ParticipantId } from '@convene/protocol';
import type { Notice } from '../meeting/notices.ts';

type Client = Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'>;

/** Tells who begins to share their screen; not who did already when this client joined, or was brought back. */
export class ShareNotices {
  readonly #client: Client;
  readonly #tell: (notice: Notice) => void;
  #known: ReadonlySet<ParticipantId> | undefined;

  constructor(client: Client, tell: (notice: Notice) => void) {
    this.#client = client;
    this.#tell = tell;
  }

  /** Follows the meeting until the answered function is called. */
  open(): () => void {
    this.#compare();
    return this.#client.subscribe(() => this.#compare());
  }

  #compare(): void {
    const { phase, participants, streams } = this.#client.getSnapshot();
    if (phase.state !== 'joined' || phase.connection !== 'connected') return;
    const screens = [...streams.values()].filter(({ source }) => source === 'screen');
    const now = new Set(screens.map(({ participantId }) => participantId));
    const before = this.#known;
    this.#known = now;
    if (before === undefined) return;
    for (const id of now) {
      const name = participants.find(({ participantId }) => participantId === id)?.name;
      if (!before.has(id) && name !== undefined) this.#tell({ type: 'sharing', name });
    }
  }
}
