import type { ParticipantId, PeerCloseReason } from '@convene/protocol';
import type { Peer } from './Peer.ts';
import type { Member } from './roomTypes.ts';
import type { Stream } from './Stream.ts';

export type LeavingPeersOptions = {
  /** Who sits here. */
  readonly members: () => readonly Member[];
  /** Each stream of the room by its newest producer. */
  readonly streams: () => readonly Stream[];
  /** Whether anybody but this person sits on another server. */
  readonly othersElsewhere: (participantId: ParticipantId) => boolean;
};

/**
 * Peers that a move has superseded (DESIGN §4), the oldest first. They are no members any more, but what they send goes on
 * until everybody has it from the peer after them.
 */
export class LeavingPeers {
  readonly #options: LeavingPeersOptions;
  readonly #leaving = new Map<Peer, Member>();

  constructor(options: LeavingPeersOptions) {
    this.#options = options;
  }

  get all(): readonly Member[] {
    return [...this.#leaving.values()];
  }

  /** Those of one seat. */
  of(participantId: ParticipantId): readonly Member[] {
    return this.all.filter(({ seat }) => seat.participantId === participantId);
  }

  add(member: Member): void {
    this.#leaving.set(member.peer, member);
    member.peer.supersede(() => this.#isNeeded(member));
  }

  remove(peer: Peer): void {
    this.#leaving.delete(peer);
  }

  /** Nobody takes over from the leaving peers of this seat any more. */
  closeOf(participantId: ParticipantId, reason: PeerCloseReason): void {
    for (const { peer } of this.of(participantId)) peer.close(reason);
  }

  /** While a stream of it is sent that has no successor, or one that has not come to all who have the old one. */
  #isNeeded({ peer, seat: { participantId } }: Member): boolean {
    const { members, streams, othersElsewhere } = this.#options;
    const newest = streams();
    const streamsOf = peer.session?.producers.streams ?? [];
    return streamsOf.some((stream) => {
      if (stream.producer.paused) return false;
      const next = newest.find(({ streamId }) => streamId === stream.streamId);
      if (next === undefined || next.info.producerId === stream.info.producerId) return true;
      // What has come to another server's people is not known here: they have its whole time.
      if (othersElsewhere(participantId)) return true;
      return members().some(({ peer: { session } }) => {
        return session?.consumers.flows(stream) === true && !session.consumers.flows(next);
      });
    });
  }
}
