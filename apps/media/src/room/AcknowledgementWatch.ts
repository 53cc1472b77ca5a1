import type { Limits } from '@convene/protocol';
import type { types } from 'mediasoup';
import { Scope } from '../media/Scope.ts';
import { withDeadline } from '../media/withDeadline.ts';
import { isAcknowledged, judgeAcknowledgement, type Traffic } from './acknowledgements.ts';
import type { Peer } from './Peer.ts';
import type { Session } from './peerState.ts';
import type { Member } from './roomTypes.ts';

/** Who was seen to acknowledge is not looked at for so many rounds: that asks the worker of each of their consumers. */
const ROUNDS_OF_TRUST = 6;
/** So often in a row, which is one round of `acknowledgeMs` for each after the first. */
const MOST_SILENT_ROUNDS = 2;

type Watched = {
  traffic: Traffic | undefined;
  /** Of which transport the traffic is. */
  transportId: string;
  silentRounds: number;
  trustedRounds: number;
};

export type AcknowledgementWatchOptions = {
  /** Who sits on this server. */
  readonly members: () => readonly Member[];
  /** Of the estimate of a client's bandwidth, before the client has acknowledged anything. */
  readonly initialBitrate: number | undefined;
  readonly limits: Pick<Limits, 'acknowledgeMs' | 'workerRequestMs'>;
};

/**
 * Closes peers that asked for transport-cc and acknowledge nothing (DESIGN §6). For each packet that is not acknowledged
 * the worker keeps its time of sending, for a minute.
 */
export class AcknowledgementWatch {
  readonly #options: AcknowledgementWatchOptions;
  readonly #scope = new Scope();
  readonly #watched = new WeakMap<Peer, Watched>();
  #isLooking = false;

  constructor(options: AcknowledgementWatchOptions) {
    this.#options = options;
    this.#scope.interval(options.limits.acknowledgeMs, () => void this.#look());
  }

  close(): void {
    this.#scope.close();
  }

  /** One after the other, so that a round is no burst for the workers. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (const { peer } of this.#options.members()) {
      if (this.#scope.closed) break;
      const { session } = peer;
      if (session !== undefined) await this.#lookAt(peer, session);
    }
    this.#isLooking = false;
  }

  async #lookAt(peer: Peer, session: Session): Promise<void> {
    const { media } = session;
    const watched = this.#watchedOf(peer, session);
    if (watched.trustedRounds > 0) {
      watched.trustedRounds -= 1;
      watched.traffic = undefined;
      return;
    }
    const traffic = await this.#readTraffic(session);
    const before = watched.traffic;
    watched.traffic = traffic;
    if (before === undefined || traffic === undefined || peer.session?.media !== media) return;
    switch (judgeAcknowledgement(before, traffic)) {
      case 'acknowledges': {
        watched.silentRounds = 0;
        // What set the connection up came in too.
        if (!traffic.isUnestimated) watched.trustedRounds = ROUNDS_OF_TRUST;
        return;
      }
      case 'unknown': {
        return;
      }
      case 'doesNot': {
        watched.silentRounds += 1;
        if (watched.silentRounds < MOST_SILENT_ROUNDS) return;
        peer.log.warn('receiver acknowledges nothing', { transportId: media.recvTransport.id });
        peer.close('notAcknowledging');
      }
    }
  }

  #watchedOf(peer: Peer, { media }: Session): Watched {
    const transportId = media.recvTransport.id;
    const known = this.#watched.get(peer);
    if (known?.transportId === transportId) return known;
    const watched: Watched = { traffic: undefined, transportId, silentRounds: 0, trustedRounds: 0 };
    this.#watched.set(peer, watched);
    return watched;
  }

  /** Undefined: nothing is to be acknowledged, or the worker does not say. */
  async #readTraffic({ media, consumers }: Session): Promise<Traffic | undefined> {
    const { initialBitrate, limits } = this.#options;
    const { workerRequestMs: ms } = limits;
    const counted = consumers.standing.filter(({ rtpParameters }) =>
      isAcknowledged(rtpParameters.headerExtensions),
    );
    if (counted.length === 0) return undefined;
    const asking = Promise.all([media.recvTransport.getStats(), ...counted.map(packetsOf)]);
    try {
      const [[transport], ...packets] = await withDeadline(asking, { ms, what: 'getStats' });
      if (transport === undefined) return undefined;
      const { bytesReceived, availableOutgoingBitrate } = transport;
      const isUnestimated = availableOutgoingBitrate === initialBitrate;
      return { at: performance.now(), bytesReceived, sent: new Map(packets), isUnestimated };
    } catch {
      // It closed meanwhile, or its worker is about to be found dead.
      return undefined;
    }
  }
}

async function packetsOf(
  consumer: types.Consumer,
): Promise<[string, { kind: 'audio' | 'video'; packets: number }]> {
  // One that closes meanwhile is no reason to know nothing of the others.
  const stats = await consumer.getStats().catch(() => []);
  const sent = stats.filter(({ type }) => type === 'outbound-rtp');
  const packets = sent.reduce((sum, { packetCount }) => sum + packetCount, 0);
  return [consumer.id, { kind: consumer.kind, packets }];
}
