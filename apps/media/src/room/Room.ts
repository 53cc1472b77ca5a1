import { randomUUID } from 'node:crypto';
import {
  AppError,
  type JoinClaims,
  type MeetingInfo,
  type MoveReason,
  type ParticipantId,
  type PeerCloseReason,
  PeerId,
  type RoomSnapshot,
  type RoomState,
} from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Doorkeeper } from './Doorkeeper.ts';
import { Gathering } from './Gathering.ts';
import { Peer } from './Peer.ts';
import { mediaOf, type PeerState, type Session, type Sitting } from './peerState.ts';
import { PeerChecks } from './PeerChecks.ts';
import { Requests } from './Requests.ts';
import { RoomRouters } from './RoomRouters.ts';
import type { EnterOptions, Member, RoomDependencies } from './roomTypes.ts';
import type { Seat } from './Seat.ts';
import { Stops } from './Stops.ts';
import type { LocalStream } from './Stream.ts';

const isOpen = ({ locked, waitingRoom }: RoomState): boolean => !locked && !waitingRoom;

/** The live meeting on this server (DESIGN §1): the peers in its lobby and those who sit in it, and their routers. */
export class Room {
  readonly meeting: MeetingInfo;
  readonly deps: RoomDependencies;
  readonly log: Log;
  readonly routers: RoomRouters;
  readonly gathering: Gathering;
  readonly stops: Stops;
  readonly doorkeeper: Doorkeeper;
  readonly #onEmpty: () => void;
  readonly #checks = new Set<PeerChecks>();
  readonly #peers = new Set<Peer>();
  /** Peers in the lobby whose join may have taken the seat in the database: its answer was lost. */
  readonly #unanswered = new Set<Peer>();
  #listening: Promise<() => void> | undefined;
  #ended = false;

  constructor(meeting: MeetingInfo, deps: RoomDependencies, onEmpty: () => void) {
    const { meetingId } = meeting;
    this.meeting = meeting;
    this.deps = deps;
    this.log = deps.log.child({ meetingId });
    this.#onEmpty = onEmpty;
    this.routers = new RoomRouters({
      meetingId,
      log: this.log,
      placeRouter: deps.placeRouter,
      peopleOn: (router) => this.members.filter(({ peer }) => peer.session?.media.router === router).length,
      emptyMs: deps.limits.pipeIdleMs + deps.limits.workerRequestMs,
      onClosed: ({ id: routerId }) => deps.cluster.routerClosed({ meetingId, routerId }),
      onTaken: (router) => this.gathering.speakers.observe(router),
      onLost: (router) => this.routerLost(router),
    });
    this.stops = new Stops(this);
    this.gathering = new Gathering({
      meeting,
      deps,
      log: this.log,
      routers: () => this.routers.all,
      onStopOrdered: (serverId, order) => this.stops.ordered(serverId, order),
      onRoomRead: (read) => this.doorkeeper.read(read),
      onState: (state) => {
        if (isOpen(state)) this.doorkeeper.opened();
      },
      doorFor: (peer, seat) => this.doorkeeper.doorFor(peer, seat),
    });
    this.doorkeeper = new Doorkeeper({
      meetingId,
      ...deps,
      waiting: () => this.waiting,
      members: () => this.members,
      leaving: () => this.gathering.leaving.all,
      isOpen: () => isOpen(this.gathering.shared.current.state),
      hasHost: () => this.gathering.roster.participants.some(({ role }) => role === 'host'),
      setRole: (seat, role) => this.updateSeat(seat, { role }),
      endRoom: () => this.close('ended'),
    });
  }

  /** How many sit here. */
  get participants(): number {
    return this.gathering.members.size;
  }

  /** Who sits here, each seat with its current peer. */
  get members(): readonly Member[] {
    return [...this.gathering.members.values()];
  }

  /** Those who may do nothing but wait to be let in. */
  get waiting(): readonly Peer[] {
    return [...this.#peers].filter(({ state }) => state.state === 'waiting');
  }

  /** Of all peers, those in the lobby too. */
  get peerIds(): ReadonlySet<PeerId> {
    return new Set([...this.#peers].map(({ peerId }) => peerId));
  }

  /** Of all peers, those in the lobby too. */
  get transportIds(): readonly string[] {
    const media = [...this.#peers].flatMap(({ state }) => mediaOf(state) ?? []);
    return [
      ...media.flatMap(({ sendTransport, recvTransport }) => [sendTransport.id, recvTransport.id]),
      ...[...this.#checks].flatMap(({ transportIds }) => transportIds),
    ];
  }

  /** A new peer in the lobby: it takes no seat, and is told nothing of the room. */
  enter(claims: JoinClaims, { onLobbyLeft, takeCheck }: EnterOptions): Peer {
    const checks = new PeerChecks(takeCheck);
    this.#checks.add(checks);
    const peerId = PeerId.parse(randomUUID());
    const peer = new Peer({
      peerId,
      claims,
      limits: this.deps.limits,
      log: this.log.child({ peerId }),
      requests: (self) => new Requests(this, self, checks),
      snapshot: (self) => this.snapshot(self),
      onResynced: (self) => this.gathering.tellUnshown(self),
      onData: (self, label, message) => this.gathering.talk.receive(self.state, label, message),
      onLobbyLeft: () => {
        checks.close();
        this.#checks.delete(checks);
        onLobbyLeft();
      },
      onConnection: (seat, connection) => this.updateSeat(seat, { connection }),
      onClosed: (self, before, reason) => this.#peerClosed(self, before, reason),
    });
    this.#peers.add(peer);
    if (this.#listening === undefined) this.#listenForLobby();
    return peer;
  }

  /** Who is in the lobby of a server on which nobody sits yet is told, too, that the meeting has ended. */
  #listenForLobby(): void {
    this.requireListening()
      // It may have ended before anything was heard.
      .then(() => this.deps.cluster.refresh(this.meeting.meetingId))
      .catch((error: unknown) => {
        this.log.info('lobby hears nothing of the room yet', { code: AppError.from(error).code });
      });
  }

  /** Resolves when other servers' news are heard (000-11, 000-14). @throws AppError databaseUnavailable */
  async requireListening(): Promise<void> {
    this.#listening ??= this.deps.cluster
      .listen(this.meeting.meetingId, this.gathering.subscriber, this.gathering.part)
      .catch((error: unknown) => {
        this.#listening = undefined;
        throw error;
      });
    await this.#listening;
  }

  seatUnanswered(peer: Peer): void {
    if (peer.state.state === 'closed') this.#leaveUnanswered(peer);
    else this.#unanswered.add(peer);
  }

  seatAnswered(peer: Peer): void {
    this.#unanswered.delete(peer);
  }

  /**
   * Asks somebody's client to make its next peer before this one goes. Answers false when they do not sit here, or not
   * quite yet: what is told before their join is answered they would not hear.
   */
  move(participantId: ParticipantId, reason: MoveReason): boolean {
    const member = this.gathering.members.get(participantId);
    if (member?.peer.session?.consumers.announcing !== true) return false;
    member.peer.emit({ type: 'moveStarted', reason });
    return true;
  }

  /** The peer sits down. The seat's former peers here are closed at once, but for the one that it moves from (DESIGN §4). */
  seat(peer: Peer, session: Session, reason: Extract<PeerCloseReason, 'takenOver' | 'replaced'>): void {
    const { members, leaving } = this.gathering;
    const { participantId } = session.seat;
    const former = members.get(participantId);
    const moves = former !== undefined && former.peer.peerId === peer.claims.predecessor;
    // One that has no media has nothing to send meanwhile.
    const goesOn = moves && former.peer.session !== undefined;
    if (goesOn) leaving.add(former);
    members.set(participantId, { peer, seat: session.seat });
    this.routers.arrived(peer);
    peer.joined(session);
    this.gathering.update();
    if (goesOn) return;
    former?.peer.close(reason);
    if (!moves) leaving.closeOf(participantId, reason);
  }

  snapshot(peer: Peer): RoomSnapshot {
    return { meeting: this.meeting, ...this.gathering.snapshot(peer) };
  }

  /** Changes what all see of a seat, and tells them. */
  updateSeat(seat: Seat, change: Parameters<Seat['update']>[0]): void {
    // Of a former peer: what it was asked before it was superseded is the seat's no more.
    if (this.gathering.members.get(seat.participantId)?.seat !== seat) return;
    const changed = seat.update(change);
    if (changed === undefined) return;
    this.gathering.update();
    // The role is the database's own.
    const { connection: _, role: __, network: ___, ...persisted } = changed;
    if (Object.keys(persisted).length === 0) return;
    const { meetingId } = this.meeting;
    this.deps.persistence.participantChanged({ meetingId, participantId: seat.participantId, ...persisted });
  }

  /** A peer has begun to send (004-36). */
  streamAdded(stream: LocalStream): void {
    if (stream.info.source === 'microphone') void this.gathering.speakers.add(stream);
    this.gathering.update();
  }

  /** A producer is closed, whatever closed it (004-65). */
  streamRemoved(stream: LocalStream): void {
    this.gathering.speakers.remove(stream);
    this.gathering.update();
  }

  /** Its worker died. Those who sat on it are told, and ask for other media; the room lives on (003-31). */
  routerLost(router: MediaRouter): void {
    for (const peer of [...this.#peers]) {
      if (mediaOf(peer.state)?.router === router) peer.loseMedia('workerDied');
    }
  }

  close(reason: PeerCloseReason): void {
    for (const peer of [...this.#peers]) peer.close(reason);
  }

  #peerClosed(peer: Peer, before: PeerState, reason: PeerCloseReason): void {
    this.#peers.delete(peer);
    this.gathering.leaving.remove(peer);
    this.deps.resumeTokens.revoke(peer);
    if (before.state === 'waiting') this.#leaveKnock(peer, reason);
    if (before.state !== 'lobby' && before.state !== 'waiting' && before.state !== 'closed') {
      this.#leave(peer, before, reason);
    }
    if (this.#unanswered.delete(peer)) this.#leaveUnanswered(peer);
    if (this.#peers.size === 0) this.#end();
  }

  /** Else nobody could sit in that seat without taking it over. */
  #leaveUnanswered({ peerId }: Peer): void {
    const { meetingId } = this.meeting;
    this.deps.persistence.leaveSeat({ meetingId, peerId, seatEpoch: null, keepSeat: true });
    // The answer may have been that they wait.
    this.deps.persistence.leaveKnock({ meetingId, peerId, keepPlace: true });
  }

  /** Whoever was lost while they waited keeps their place for a while. */
  #leaveKnock({ peerId }: Peer, reason: PeerCloseReason): void {
    const { meetingId } = this.meeting;
    const keepPlace = reason !== 'left' && reason !== 'refused' && reason !== 'removed';
    this.deps.persistence.leaveKnock({ meetingId, peerId, keepPlace });
  }

  #leave(peer: Peer, { seat }: Sitting, reason: PeerCloseReason): void {
    const { participantId, seatEpoch } = seat;
    const { peerId } = peer;
    const { members, roster, talk } = this.gathering;
    if (members.get(participantId)?.peer === peer) {
      members.delete(participantId);
      talk.forget(participantId);
    }
    // Else the seat has another peer already, and this is not the end of the person.
    if (!roster.isCurrent(peerId, participantId)) {
      this.gathering.broadcast({ type: 'peerClosed', peerId, participantId, reason });
    }
    this.gathering.update({ peerId, reason });
    this.gathering.wantsChanged();
    // Of a server that ends, all rows fall with its own.
    if (reason === 'serverClosing') return;
    const keepSeat = reason !== 'left' && reason !== 'removed';
    if (!keepSeat) this.gathering.shared.forget(participantId);
    this.deps.persistence.leaveSeat({ meetingId: this.meeting.meetingId, peerId, seatEpoch, keepSeat });
  }

  /** Nobody is left here (000-23): the room ends, and frees its places on the workers (003-41). */
  #end(): void {
    // The last peer took others with it, of which the last one has done so.
    if (this.#ended) return;
    this.#ended = true;
    const { meetingId } = this.meeting;
    this.#listening?.then((stop) => stop()).catch(() => {});
    this.deps.cluster.roomClosed({ meetingId, routerIds: this.routers.ids });
    this.doorkeeper.close();
    this.gathering.close();
    this.routers.close();
    this.log.info('room closed');
    this.#onEmpty();
  }
}
