import { randomUUID } from 'node:crypto';
import {
  type ChatDown,
  type JoinClaims,
  type MeetingInfo,
  type MoveReason,
  type ParticipantId,
  type PeerCloseReason,
  PeerId,
  type RoomEvent,
  type RoomSnapshot,
  type RoomState,
  type SeatEpoch,
  type SignalDown,
} from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Chat } from './Chat.ts';
import { MOST_OPEN_MICROPHONES, selectStreams } from './consumeRules.ts';
import { LeavingPeers } from './LeavingPeers.ts';
import { Peer, type PeerState, type Session } from './Peer.ts';
import type { SeatTaken } from './ports.ts';
import { Requests } from './Requests.ts';
import { RoomRouter } from './RoomRouter.ts';
import type { EnterOptions, Member, RoomDependencies } from './roomTypes.ts';
import type { Seat } from './Seat.ts';
import { Signals } from './Signals.ts';
import { Speakers } from './Speakers.ts';
import type { Stream } from './Stream.ts';

/** The live meeting on this server (DESIGN §1): the peers in its lobby, those who sit in it, and what they share. */
export class Room {
  readonly meeting: MeetingInfo;
  readonly deps: RoomDependencies;
  readonly log: Log;
  readonly #onEmpty: () => void;
  readonly #peers = new Set<Peer>();
  /** Who sits in the meeting, by seat: its current peer. */
  readonly #members = new Map<ParticipantId, Member>();
  readonly #leaving = new LeavingPeers({ members: () => this.#members.values() });
  readonly #chat: Chat;
  readonly #signals: Signals;
  readonly #speakers: Speakers;
  readonly #router: RoomRouter;
  /** Peers in the lobby whose join may have taken the seat in the database: its answer was lost. */
  readonly #unanswered = new Set<Peer>();
  #listening: Promise<() => void> | undefined;
  #state: RoomState = { locked: false, pinned: null, hands: {} };
  #stateVersion = 0;

  constructor(meeting: MeetingInfo, deps: RoomDependencies, onEmpty: () => void) {
    this.meeting = meeting;
    this.deps = deps;
    this.log = deps.log.child({ meetingId: meeting.meetingId });
    this.#onEmpty = onEmpty;
    this.#chat = new Chat({
      meetingId: meeting.meetingId,
      persistence: deps.persistence,
      log: this.log,
      patienceMs: deps.limits.databaseMs,
      participants: () => [...this.#members.keys()],
      send: (participantId, down) => this.#sendChat(participantId, down),
    });
    this.#signals = new Signals({ sendToOthers: (from, down) => this.#sendSignal(down, from) });
    this.#speakers = new Speakers({
      log: this.log,
      onActiveSpeaker: (participantId) => {
        this.broadcast({ type: 'activeSpeakerChanged', participantId });
        this.#syncMicrophones();
      },
      onVolumes: (volumes) => this.#sendSignal({ type: 'volumes', volumes }),
    });
    this.#router = new RoomRouter({
      meetingId: meeting.meetingId,
      log: this.log,
      takeRouter: async (meetingId) => {
        const placed = await deps.placeRouter({ meetingId, routers: [], receives: 0, sends: 0 });
        return placed.router;
      },
      onTaken: (router) => this.#speakers.observe(router),
      // Those who sat on it are told, and come back with their seats.
      onLost: () => this.close('workerDied'),
    });
  }

  get participants(): number {
    return this.#members.size;
  }

  /** Who sits here, each seat with its current peer. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** What is sent here, each stream by its newest producer. */
  get streams(): readonly Stream[] {
    return this.#leaving.streams;
  }

  /** The epoch of the peer that sits in a seat here; 0 when none does. */
  seatEpochOf(participantId: ParticipantId): SeatEpoch {
    return this.#members.get(participantId)?.seat.seatEpoch ?? 0;
  }

  /** A new peer in the lobby: it takes no seat, and is told nothing of the room. */
  enter(claims: JoinClaims, { onLobbyLeft }: EnterOptions): Peer {
    const peerId = PeerId.parse(randomUUID());
    const peer = new Peer({
      peerId,
      claims,
      limits: this.deps.limits,
      log: this.log.child({ peerId }),
      requests: (self) => new Requests(this, self),
      snapshot: (self) => this.snapshot(self),
      onData: (self, label, message) => {
        if (self.state.state !== 'joined' && self.state.state !== 'leaving') return;
        const { participantId, role, info } = self.state.seat;
        // Who waits to be let in may do nothing but wait (DESIGN §7).
        if (role === 'waiting') return;
        if (label === 'chat') this.#chat.receive({ participantId, name: info.name }, message);
        else this.#signals.receive(participantId, message);
      },
      onLobbyLeft,
      onConnection: (seat, connection) => this.updateSeat(seat, { connection }),
      onClosed: (self, before, reason) => this.#peerClosed(self, before, reason),
    });
    this.#peers.add(peer);
    return peer;
  }

  /** The router on which this room's people are. @throws AppError serverFull, timeout, workerDied */
  async requireRouter(): Promise<MediaRouter> {
    return this.#router.require();
  }

  /** Resolves when other servers' news are heard (000-11, 000-14). @throws AppError databaseUnavailable */
  async requireListening(): Promise<void> {
    this.#listening ??= this.deps.cluster
      .listen(
        this.meeting.meetingId,
        {
          seatTakenElsewhere: ({ participantId, seatEpoch }) => {
            const member = this.#members.get(participantId);
            if (member !== undefined && member.seat.seatEpoch < seatEpoch) member.peer.close('takenOver');
          },
          partChanged: () => {},
          signalReceived: () => {},
          chatAppended: () => {},
          roomStateChanged: () => {},
          demandReported: () => {},
        },
        { read: () => ({ participants: [], streams: [], speaker: null }), watch: () => () => {} },
      )
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

  /** What the database knows of the meeting, learnt at a join. */
  learn({ state, stateVersion, chatSeq }: SeatTaken): void {
    this.#chat.learnSeq(chatSeq);
    if (stateVersion < this.#stateVersion) return;
    this.#state = state;
    this.#stateVersion = stateVersion;
  }

  /**
   * Asks somebody's client to make its next peer before this one goes. Answers false when they do not sit here, or not
   * quite yet: what is told before their join is answered they would not hear.
   */
  move(participantId: ParticipantId, reason: MoveReason): boolean {
    const member = this.#members.get(participantId);
    if (member?.consumers.announcing !== true) return false;
    member.peer.emit({ type: 'moveStarted', reason });
    return true;
  }

  /** The peer sits down. The seat's former peers here are closed at once, but for the one that it moves from (DESIGN §4). */
  seat(peer: Peer, session: Session, reason: Extract<PeerCloseReason, 'takenOver' | 'replaced'>): void {
    const { participantId } = session.seat;
    const former = this.#members.get(participantId);
    this.#members.set(participantId, { peer, ...session });
    peer.joined(session);
    this.broadcast({ type: 'newPeer', peerId: peer.peerId, participant: session.seat.info }, peer);
    if (former !== undefined && former.peer.peerId === peer.claims.predecessor) {
      this.#leaving.add(former);
      return;
    }
    former?.peer.close(reason);
    this.#leaving.closeOf(participantId, reason);
  }

  snapshot(peer: Peer): RoomSnapshot {
    const { seat, consumers } = peer.requireSession('snapshot');
    return {
      meeting: this.meeting,
      state: this.#state,
      stateVersion: this.#stateVersion,
      participants: [...this.#members.values()].map((member) => member.seat.info),
      streams: this.streams.flatMap(({ participantId, info }) =>
        participantId === seat.participantId ? [] : [info],
      ),
      consumers: consumers.infos,
      activeSpeaker: this.#speakers.active,
      chatSeq: this.#chat.seq,
    };
  }

  /** The streams that one peer is to receive now (see `consumeRules.ts`), and all there are. */
  select({ seat: { participantId, role }, view }: Pick<Session, 'seat' | 'view'>) {
    const { streams } = this;
    const selected = selectStreams(
      streams.map(({ info }) => info),
      {
        participantId,
        role,
        isVisible: (streamId) => view.isVisible(streamId),
        loudest: this.#speakers.loudest,
      },
    );
    return { selected, streams };
  }

  /** To everybody who sits in the meeting. */
  broadcast(event: RoomEvent, except?: Peer): void {
    for (const { peer } of this.#members.values()) if (peer !== except) peer.emit(event);
  }

  /** Changes what all see of a seat, and tells them. */
  updateSeat(seat: Seat, change: Parameters<Seat['update']>[0]): void {
    // Of a former peer: what it was asked before it was superseded is the seat's no more.
    if (this.#members.get(seat.participantId)?.seat !== seat) return;
    const changed = seat.update(change);
    if (changed === undefined) return;
    this.broadcast({ type: 'participantUpdated', participant: seat.info });
    const { connection: _, ...persisted } = changed;
    if (Object.keys(persisted).length === 0) return;
    const { meetingId } = this.meeting;
    this.deps.persistence.participantChanged({ meetingId, participantId: seat.participantId, ...persisted });
  }

  /** A peer has begun to send (004-36). */
  streamAdded(peer: Peer, stream: Stream): void {
    this.broadcast({ type: 'newProducer', stream: stream.info }, peer);
    if (stream.info.source === 'microphone') void this.#speakers.add(stream);
    for (const member of this.#members.values()) if (member.peer !== peer) void member.consumers.sync();
  }

  /** A producer is closed, whatever closed it (004-65). */
  streamRemoved(peer: Peer, stream: Stream): void {
    const { producerId, streamId } = stream.info;
    this.#speakers.remove(stream);
    this.broadcast({ type: 'producerClosed', producerId, streamId }, peer);
    this.#syncMicrophones();
  }

  streamPaused(peer: Peer, { info: { producerId, streamId, paused } }: Stream): void {
    this.broadcast({ type: paused ? 'producerPaused' : 'producerResumed', producerId, streamId }, peer);
    this.#syncMicrophones();
  }

  close(reason: PeerCloseReason): void {
    for (const peer of [...this.#peers]) peer.close(reason);
  }

  #peerClosed(peer: Peer, before: PeerState, reason: PeerCloseReason): void {
    this.#peers.delete(peer);
    this.#leaving.remove(peer);
    this.deps.resumeTokens.revoke(peer);
    if (before.state === 'joined' || before.state === 'leaving') this.#leave(peer, before, reason);
    else if (this.#unanswered.delete(peer)) this.#leaveUnanswered(peer);
    if (this.#peers.size === 0) this.#end();
  }

  /** Else nobody could sit in that seat without taking it over. */
  #leaveUnanswered({ peerId }: Peer): void {
    const { meetingId } = this.meeting;
    this.deps.persistence.leaveSeat({ meetingId, peerId, seatEpoch: null, keepSeat: true });
  }

  #leave(peer: Peer, { seat }: Session, reason: PeerCloseReason): void {
    const { participantId, seatEpoch } = seat;
    const { peerId } = peer;
    const isCurrent = this.#members.get(participantId)?.peer === peer;
    if (isCurrent) {
      this.#members.delete(participantId);
      this.#chat.forget(participantId);
      this.#signals.forget(participantId);
    }
    this.broadcast({ type: 'peerClosed', peerId, participantId, reason });
    if (isCurrent) this.#leaving.closeOf(participantId, reason);
    // Of a server that ends, all rows fall with its own.
    if (reason === 'serverClosing') return;
    const keepSeat = reason !== 'left' && reason !== 'removed';
    this.deps.persistence.leaveSeat({ meetingId: this.meeting.meetingId, peerId, seatEpoch, keepSeat });
  }

  /** Nobody is left here (000-23): the room ends, and frees its place on the worker (003-41). */
  #end(): void {
    const { meetingId } = this.meeting;
    this.#listening?.then((stop) => stop()).catch(() => {});
    const router = this.#router.current;
    this.deps.cluster.roomClosed({ meetingId, routerIds: router === undefined ? [] : [router.id] });
    this.#router.close();
    this.log.info('room closed');
    this.#onEmpty();
  }

  /** Above the limit of open microphones, who is heard depends on who speaks. */
  #syncMicrophones(): void {
    const microphones = this.streams.filter(({ info }) => info.source === 'microphone');
    if (microphones.length <= MOST_OPEN_MICROPHONES) return;
    for (const { consumers } of this.#members.values()) void consumers.sync();
  }

  #sendChat(participantId: ParticipantId, down: ChatDown): void {
    const media = this.#members.get(participantId)?.media;
    media?.router.channels.send('chat', JSON.stringify(down), { to: media.subchannel });
  }

  #sendSignal(down: SignalDown, from?: ParticipantId): void {
    const sender = from === undefined ? undefined : this.#members.get(from)?.media;
    const addressee = sender === undefined ? 'everybody' : { except: sender.subchannel };
    this.#router.current?.channels.send('signals', JSON.stringify(down), addressee);
  }
}
