import {
  AppError,
  type DataLabel,
  type EventId,
  type JoinClaims,
  type Limits,
  type LoggedEvent,
  type MediaLossReason,
  type PeerCloseReason,
  type PeerId,
  type RoomEvent,
  type RoomSnapshot,
  TransportId,
  wireLimits,
} from '@convene/protocol';
import type { PeerRequests, PeerStanding } from '@convene/signaling';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { CarriedPeer } from './CarriedPeer.ts';
import { Carrier, type PeerSocket } from './Carrier.ts';
import { PeerEvents } from './PeerEvents.ts';
import type { PeerMedia } from './PeerMedia.ts';
import { PeerQueue } from './PeerQueue.ts';
import { mediaOf, type PeerState, type Session, sessionOf, type Sitting, standingOf } from './peerState.ts';
import type { Seat } from './Seat.ts';
import { TokenBucket } from './TokenBucket.ts';
import { whenNeededNoMore } from './whenNeededNoMore.ts';

export type PeerOptions = {
  readonly peerId: PeerId;
  readonly claims: JoinClaims;
  readonly limits: Limits;
  readonly log: Log;
  readonly requests: (peer: Peer) => PeerRequests;
  readonly snapshot: (peer: Peer) => RoomSnapshot;
  /** A snapshot takes the place of events: what it does not say is told anew. */
  readonly onResynced: (peer: Peer) => void;
  readonly onData: (peer: Peer, label: DataLabel, message: Buffer) => void;
  /** Called once, when the peer sits down or ends. */
  readonly onLobbyLeft: () => void;
  /** The socket came back or went, while the peer sits in the meeting. */
  readonly onConnection: (seat: Seat, connection: 'connected' | 'reconnecting') => void;
  readonly onClosed: (peer: Peer, before: PeerState, reason: PeerCloseReason) => void;
};

/** One live signaling session of a participant (DESIGN §1), whatever socket carries it. */
export class Peer {
  readonly peerId: PeerId;
  readonly claims: JoinClaims;
  readonly requests: PeerRequests;
  readonly log: Log;
  readonly #options: PeerOptions;
  readonly #scope = new Scope();
  readonly #queue = new PeerQueue();
  readonly #events = new PeerEvents();
  readonly #carrier: Carrier;
  readonly #dataBucket = new TokenBucket({
    burst: wireLimits.dataFloodPerSecond,
    perSecond: wireLimits.dataFloodPerSecond,
  });
  #state: PeerState = { state: 'lobby', media: undefined };
  #askedOn = 0;
  #cancelLobbyExpiry = () => {};
  #cancelStrandedExpiry = () => {};
  #brokenAt = -Infinity;

  constructor(options: PeerOptions) {
    this.peerId = options.peerId;
    this.claims = options.claims;
    this.log = options.log;
    this.#options = options;
    this.#carrier = new Carrier(this.#scope, options.limits, () => this.close('socketLost'));
    this.requests = options.requests(this);
    this.renewLobby();
  }

  get state(): PeerState {
    return this.#state;
  }

  /** Undefined while it sits without media, or not at all. */
  get session(): Session | undefined {
    return sessionOf(this.#state);
  }

  get standing(): PeerStanding {
    return standingOf(this.#state);
  }

  get lastEventId(): EventId {
    return this.#events.lastId;
  }

  /** Whether a socket carries it at the moment. */
  get isCarried(): boolean {
    return this.#carrier.stands;
  }

  /** Since it was told that the connection of its media was broken. */
  get msSinceBroken(): number {
    return performance.now() - this.#brokenAt;
  }

  /** The socket, counted from 1, on which the request came that is carried out now. */
  get askedOn(): number {
    return this.#askedOn;
  }

  /** `askedOn`: the socket, counted from 1, on which the request came. */
  async enqueue<T>(
    { request, askedOn }: { request: string; askedOn: number },
    run: () => Promise<T>,
  ): Promise<T> {
    return this.#queue.enqueue(request, () => {
      this.#askedOn = askedOn;
      return run();
    });
  }

  emit(event: RoomEvent): void {
    this.#events.append(event);
  }

  /** @throws AppError rateLimited */
  events(after: EventId, signal: AbortSignal): AsyncGenerator<LoggedEvent> {
    this.#queue.count('events');
    return this.#events.read({
      after,
      signal,
      // In the lobby nothing of the room is known, so that there is nothing to replace.
      snapshot: () => (this.#isCurrent ? this.#options.snapshot(this) : undefined),
      onResynced: () => this.#options.onResynced(this),
    });
  }

  /** A socket carries this peer from now on; answers the peer as that socket reaches it. @throws AppError resumeFailed */
  attach(socket: PeerSocket): CarriedPeer {
    if (this.#state.state === 'closed') throw AppError.resumeFailed();
    const socketNumber = this.#carrier.take(socket);
    if (this.#state.state === 'joined') this.#tellConnection(this.#state);
    return new CarriedPeer(this, socketNumber);
  }

  /** The socket is gone; it may be one that was superseded long ago. `pageGone`: the page said that it goes away. */
  detach(socket: PeerSocket, { pageGone }: { pageGone: boolean }): void {
    if (this.#state.state === 'closed' || !this.#carrier.lose(socket)) return;
    if (this.#state.state === 'leaving') {
      this.close('socketLost');
      return;
    }
    this.#carrier.awaitNext({ pageGone });
    if (this.#state.state === 'joined') this.#tellConnection(this.#state);
  }

  /** The lobby page is still looked at. */
  renewLobby(): void {
    // One that waits has another expiry, which its page does not put off.
    if (this.#state.state !== 'lobby') return;
    this.#cancelLobbyExpiry();
    this.#cancelLobbyExpiry = this.#scope.timeout(this.#options.limits.prepareMs, () =>
      this.close('expired'),
    );
  }

  /** The prepared media are this one's; earlier ones are closed. */
  prepared(media: PeerMedia): void {
    if (this.#state.state !== 'lobby') throw AppError.wrongState('prepare', this.#state.state);
    this.#state.media?.close();
    this.#transition({ state: 'lobby', media });
    this.renewLobby();
  }

  /** Somebody is asked to let it in: for as long as it has a socket, and no longer than `waitingMs`. */
  waits(): void {
    if (this.#state.state === 'waiting') return;
    if (this.#state.state !== 'lobby') throw AppError.wrongState('join', this.#state.state);
    this.#cancelLobbyExpiry();
    this.#transition({ state: 'waiting', media: this.#state.media });
    this.#cancelLobbyExpiry = this.#scope.timeout(this.#options.limits.waitingMs, () =>
      this.close('refused'),
    );
  }

  joined(session: Session): void {
    if (this.#state.state !== 'lobby' && this.#state.state !== 'waiting') {
      throw AppError.wrongState('join', this.#state.state);
    }
    this.#cancelLobbyExpiry();
    // It may have been placed on another router than the one on which it was prepared.
    if (this.#state.media !== session.media) this.#state.media?.close();
    this.#transition({ state: 'joined', ...session });
    // The socket may have gone while the seat was taken.
    this.#tellConnection(session);
  }

  /**
   * Its media are gone: in the meeting it sits on without, in the lobby it has to prepare again. Without a reason it is not
   * told, because it gave them up itself. One that is leaving has nothing else to stay for.
   */
  loseMedia(reason?: MediaLossReason): void {
    const before = this.#state;
    const media = mediaOf(before);
    if (media === undefined) return;
    if (before.state === 'leaving') {
      this.close('workerDied');
      return;
    }
    if (reason === 'connectionBroken') this.#brokenAt = performance.now();
    const lost = TransportId.parse(media.recvTransport.id);
    if (before.state === 'joined') {
      const { seat, view, rtpCapabilities, joinedOn } = before;
      this.#transition({ state: 'stranded', lost, seat, view, rtpCapabilities, joinedOn });
      // Before its streams end: who hears of it waits for them.
      this.#options.onConnection(seat, 'reconnecting');
      before.consumers.close();
      const { peerWithoutSocketMs } = this.#options.limits;
      this.#cancelStrandedExpiry = this.#scope.timeout(peerWithoutSocketMs, () => this.close('workerDied'));
    } else if (before.state === 'waiting') this.#transition({ state: 'waiting', media: undefined });
    else this.#transition({ state: 'lobby', media: undefined });
    media.close();
    if (reason !== undefined) this.emit({ type: 'mediaLost', reason, transportId: lost });
  }

  /** It has other media now than those that it lost. @throws AppError wrongState */
  renewed(session: Session): void {
    if (this.#state.state !== 'stranded') throw AppError.wrongState('renewMedia', this.#state.state);
    this.#cancelStrandedExpiry();
    this.#transition({ state: 'joined', ...session });
    this.#tellConnection(session);
  }

  /** A move has superseded it: it ends when it is needed no more, or when its time is up (DESIGN §4). */
  supersede(isNeeded: () => boolean): void {
    if (this.#state.state !== 'joined') return;
    this.#transition({ ...this.#state, state: 'leaving' });
    const { leavingMs: mostMs } = this.#options.limits;
    whenNeededNoMore(this.#scope, { isNeeded, mostMs }, () => this.close('replaced'));
  }

  /** The answer of `join` was given once more. */
  renewSession(session: Session): void {
    if (this.#state.state === 'joined') this.#transition({ state: 'joined', ...session });
  }

  /** @throws AppError wrongState */
  requireMedia(request: string): PeerMedia {
    const media = mediaOf(this.#state);
    if (media === undefined) throw AppError.wrongState(request, this.#state.state);
    return media;
  }

  /** What a leaving peer may still ask for is its standing's to say. @throws AppError wrongState */
  requireSession(request: string): Session {
    const { session } = this;
    if (session === undefined) throw AppError.wrongState(request, this.#state.state);
    return session;
  }

  /** What it has with or without media. @throws AppError wrongState */
  requireSitting(request: string): Sitting {
    return this.#state.state === 'stranded' ? this.#state : this.requireSession(request);
  }

  receiveData(label: DataLabel, message: Buffer): void {
    if (this.#state.state === 'closed') return;
    if (this.#dataBucket.take()) this.#options.onData(this, label, message);
    else this.close('flooded');
  }

  close(reason: PeerCloseReason): void {
    const before = this.#state;
    if (before.state === 'closed') return;
    this.#transition({ state: 'closed', reason });
    this.#scope.close();
    this.#events.append({ type: 'closed', reason });
    this.#events.end();
    sessionOf(before)?.consumers.close();
    mediaOf(before)?.close();
    this.#options.onClosed(this, before, reason);
    this.#carrier.end(reason);
  }

  /** Whether it sits, and no other peer has taken its place. */
  get #isCurrent(): boolean {
    return this.#state.state === 'joined' || this.#state.state === 'stranded';
  }

  #tellConnection({ seat }: Sitting): void {
    this.#options.onConnection(seat, this.#carrier.stands ? 'connected' : 'reconnecting');
  }

  #transition(next: PeerState): void {
    const before = this.#state.state;
    this.#state = next;
    if (before === 'lobby' && next.state !== 'lobby') this.#options.onLobbyLeft();
    const reason = next.state === 'closed' ? next.reason : undefined;
    if (before !== next.state) this.log.info('peer state changed', { before, after: next.state, reason });
  }
}
