import type { Limits, PeerCloseReason } from '@convene/protocol';
import type { Scope } from '../media/Scope.ts';

/** The socket that carries a peer at the moment; the edge implements it. */
export interface PeerSocket {
  /** The peer is closed: let the last event go out, then close the socket. */
  end(reason: PeerCloseReason): void;
  /** Another socket carries the peer from now on. */
  supersede(): void;
}

type CarrierLimits = Pick<Limits, 'peerPageGoneMs' | 'peerWithoutSocketMs'>;

/** What carries a peer: of its sockets the newest, and the time that it has without one. */
export class Carrier {
  readonly #scope: Scope;
  readonly #limits: CarrierLimits;
  readonly #onExpired: () => void;
  #socket: PeerSocket | undefined;
  #count = 0;
  #cancelExpiry = () => {};

  /** `onExpired`: no other socket came in time. */
  constructor(scope: Scope, limits: CarrierLimits, onExpired: () => void) {
    this.#scope = scope;
    this.#limits = limits;
    this.#onExpired = onExpired;
  }

  /** Whether there is a socket at the moment. */
  get stands(): boolean {
    return this.#socket !== undefined;
  }

  /** This socket carries the peer from now on. Answers its number, counted from 1. */
  take(socket: PeerSocket): number {
    this.#socket?.supersede();
    this.#socket = socket;
    this.#count += 1;
    this.#cancelExpiry();
    return this.#count;
  }

  /** The socket is gone. Answers whether it was the one that counts: it may have been superseded long ago. */
  lose(socket: PeerSocket): boolean {
    if (this.#socket !== socket) return false;
    this.#socket = undefined;
    return true;
  }

  /** Another socket may come until the time is up. `pageGone`: the page said that it goes away. */
  awaitNext({ pageGone }: { pageGone: boolean }): void {
    const { peerPageGoneMs, peerWithoutSocketMs } = this.#limits;
    const ms = pageGone ? Math.min(peerPageGoneMs, peerWithoutSocketMs) : peerWithoutSocketMs;
    this.#cancelExpiry = this.#scope.timeout(ms, this.#onExpired);
  }

  /** The peer is closed. */
  end(reason: PeerCloseReason): void {
    this.#socket?.end(reason);
    this.#socket = undefined;
  }
}
