import type { ParticipantId, PeerCloseReason } from '@convene/protocol';
import type { Peer } from './Peer.ts';
import type { Member } from './roomTypes.ts';
import type { Stream } from './Stream.ts';

export type LeavingPeersOptions = {
  /** Who sits in the room. */
  readonly members: () => Iterable<Member>;
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

  /** What the room's people send: of each stream the newest producer. */
  get streams(): readonly Stream[] {
    const senders = [...this.#leaving.values(), ...this.#options.members()];
    const streams = senders.flatMap(({ producers }) => producers.streams);
    return [...new Map(streams.map((stream) => [stream.streamId, stream])).values()];
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
    for (const { peer, seat } of [...this.#leaving.values()]) {
      if (seat.participantId === participantId) peer.close(reason);
    }
  }

  /** While a stream of it is sent that has no successor, or one that has not come to all who have the old one. */
  #isNeeded({ producers }: Member): boolean {
    const { streams } = this;
    const members = [...this.#options.members()];
    return producers.streams.some((stream) => {
      if (stream.producer.paused) return false;
      const newest = streams.find(({ streamId }) => streamId === stream.streamId);
      if (newest === undefined || newest === stream) return true;
      return members.some(({ consumers }) => consumers.flows(stream) && !consumers.flows(newest));
    });
  }
}
