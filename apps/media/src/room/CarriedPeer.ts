import type { EventId, LoggedEvent } from '@convene/protocol';
import type { PeerRequests, PeerStanding, SignalingPeer } from '@convene/signaling';
import type { Peer } from './Peer.ts';

/**
 * A peer as one of its sockets reaches it. A request that was sent on a socket may be carried out after the next one
 * took over: it still is that socket's.
 */
export class CarriedPeer implements SignalingPeer {
  readonly #peer: Peer;
  readonly #socketNumber: number;

  constructor(peer: Peer, socketNumber: number) {
    this.#peer = peer;
    this.#socketNumber = socketNumber;
  }

  get standing(): PeerStanding {
    return this.#peer.standing;
  }

  get requests(): PeerRequests {
    return this.#peer.requests;
  }

  async enqueue<T>(request: string, run: () => Promise<T>): Promise<T> {
    return this.#peer.enqueue({ request, askedOn: this.#socketNumber }, run);
  }

  events(after: EventId, signal: AbortSignal): AsyncIterable<LoggedEvent> {
    return this.#peer.events(after, signal);
  }
}
