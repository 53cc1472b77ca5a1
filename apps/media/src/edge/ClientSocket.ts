import {
  type AppError,
  CLIENT_GONE,
  closeCodeOf,
  PEER_CLOSED,
  type PeerCloseReason,
  SUPERSEDED,
  wireLimits,
} from '@convene/protocol';
import type { WebSocket } from 'ws';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { CarriedPeer } from '../room/CarriedPeer.ts';
import type { PeerSocket } from '../room/Carrier.ts';
import type { Peer } from '../room/Peer.ts';
import { TokenBucket } from '../room/TokenBucket.ts';

/** Time for the last answer or event to go out before the socket is closed, and for the closing handshake after it. */
const LAST_WORDS_MS = 250;
const HANDSHAKE_MS = 1_000;
/** RFC 6455 §7.4.1: what browsers send when a tab is closed or its page left, unless the page closes the socket itself. */
const GOING_AWAY = 1001;
/** Messages of one socket: far above what the queue of its peer lets through; whoever sends more does no work. */
const MESSAGE_BURST = 1_000;
const MESSAGES_PER_SECOND = 300;

const OPENING_BRACE = '{'.charCodeAt(0);

/** tRPC takes many messages in one frame, as a JSON array. What is no JSON gets one answer. */
function messagesIn(frame: Buffer): number {
  if (frame[0] === OPENING_BRACE) return 1;
  try {
    const messages: unknown = JSON.parse(frame.toString());
    return Array.isArray(messages) ? Math.max(1, messages.length) : 1;
  } catch {
    return 1;
  }
}

/** One WebSocket, with the peer that it carries once that is known. */
export class ClientSocket implements PeerSocket {
  readonly address: string;
  readonly #socket: WebSocket;
  readonly #log: Log;
  readonly #scope = new Scope();
  readonly #bucket = new TokenBucket({ burst: MESSAGE_BURST, perSecond: MESSAGES_PER_SECOND });
  #peer: Peer | undefined;
  #pageGone = false;
  #ending = false;

  constructor(socket: WebSocket, options: { address: string; helloMs: number; log: Log }) {
    this.address = options.address;
    this.#socket = socket;
    this.#log = options.log;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#count(isBinary ? 1 : messagesIn(data)));
    socket.once('close', (code: number) => {
      this.#pageGone = code === GOING_AWAY || code === CLIENT_GONE;
      this.#scope.close();
      this.#peer?.detach(this, { pageGone: this.#pageGone });
    });
    // Whoever connects and does not say who they are holds a socket for nothing.
    this.#scope.timeout(options.helloMs, () => {
      if (this.#peer === undefined) socket.terminate();
    });
  }

  get isRefused(): boolean {
    return this.#ending;
  }

  /** Runs when the socket is gone. */
  onClose(run: () => void): void {
    this.#scope.defer(run);
  }

  /** @throws AppError resumeFailed */
  carry(peer: Peer): CarriedPeer {
    const carried = peer.attach(this);
    this.#peer = peer;
    // It may have closed while its token was checked.
    if (this.#scope.closed) peer.detach(this, { pageGone: this.#pageGone });
    return carried;
  }

  /** Answers what is still asked, then closes. */
  refuse(error: AppError): void {
    this.#log.info('connection refused', { code: error.code, details: error.details, address: this.address });
    this.#endWith(closeCodeOf(error.code), error.code);
  }

  end(reason: PeerCloseReason): void {
    // Nothing more goes to, or comes from, one that does not read or floods.
    if (reason === 'tooSlow') this.#socket.terminate();
    else this.#endWith(PEER_CLOSED, reason);
    if (reason === 'flooded') this.#socket.pause();
  }

  supersede(): void {
    this.#peer = undefined;
    this.#endWith(SUPERSEDED, 'superseded');
  }

  /** There is no backpressure in tRPC: a reader that is too far behind is let go (DESIGN §6). */
  checkBuffer(): void {
    if (this.#socket.bufferedAmount <= wireLimits.socketBufferedBytes) return;
    this.#log.warn('socket reads too slowly', { bufferedBytes: this.#socket.bufferedAmount });
    if (this.#peer === undefined) this.#socket.terminate();
    else this.#peer.close('tooSlow');
  }

  #count(messages: number): void {
    if (this.#ending || this.#bucket.take(messages)) return;
    this.#log.warn('socket sends too much', { address: this.address });
    if (this.#peer === undefined) this.#socket.terminate();
    else this.#peer.close('flooded');
  }

  #endWith(code: number, reason: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#scope.timeout(LAST_WORDS_MS, () => {
      this.#socket.close(code, reason);
      this.#scope.timeout(HANDSHAKE_MS, () => this.#socket.terminate());
    });
  }
}
