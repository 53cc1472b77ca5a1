import type { AppError } from '@convene/protocol';
import type { PeerRequests, PeerStanding, SignalingPeer } from '@convene/signaling';

/**
 * Stands behind a connection that was refused, so that each of its requests is answered with the reason. (tRPC itself
 * answers and closes when a context cannot be made, but closes before requests that come a moment later.)
 */
export class RefusedPeer implements SignalingPeer {
  readonly standing: PeerStanding = { state: 'lobby' };
  readonly #error: AppError;

  constructor(error: AppError) {
    this.#error = error;
  }

  get requests(): PeerRequests {
    throw this.#error;
  }

  enqueue(): Promise<never> {
    return Promise.reject(this.#error);
  }

  events(): never {
    throw this.#error;
  }
}
