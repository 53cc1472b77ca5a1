import type { NetworkQuality } from '@convene/protocol';
import type { ClientLog } from './clientLog.ts';
import type { PeerSession } from './PeerSession.ts';
import type { MeetingSnapshot } from './snapshot.ts';
import type { Statistics } from './Statistics.ts';
import type { NetworkWatch } from './why/NetworkWatch.ts';

export type OwnNetworkOptions = {
  readonly statistics: Statistics;
  readonly periodMs: number;
  readonly log: ClientLog;
  readonly snapshot: () => MeetingSnapshot;
  /** Whether it is the peer that sits. */
  readonly sits: (session: PeerSession) => boolean;
  /** `down` is another one. */
  readonly onChange: () => void;
};

/** How this client sends, and how well it receives, while somebody sits; nothing of it is needed, or loaded, before. */
export class OwnNetwork {
  readonly #options: OwnNetworkOptions;
  #watch: NetworkWatch | undefined;

  constructor(options: OwnNetworkOptions) {
    this.#options = options;
  }

  /** How well this person receives; undefined: not judged (yet). */
  get down(): NetworkQuality | undefined {
    return this.#watch?.down;
  }

  /** From here on it is watched, by whichever peer is the one that sits. */
  async begin(session: PeerSession): Promise<void> {
    if (this.#watch !== undefined) return;
    const { sits, snapshot, log } = this.#options;
    try {
      const { NetworkWatch: Watch, tracksOfPoorSenders } = await import('./why/NetworkWatch.ts');
      if (this.#watch !== undefined || !sits(session) || session.closed) return;
      this.#watch = new Watch({ ...this.#options, blameless: () => tracksOfPoorSenders(snapshot()) });
    } catch (error) {
      // The network may be away just now: it is tried again with the next peer.
      log.debug('network not watched', { error: String(error) });
    }
  }

  end(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }
}
