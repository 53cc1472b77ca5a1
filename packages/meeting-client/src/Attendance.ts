import {
  AppError,
  assertNever,
  defaultLimits,
  type ErrorCode,
  type Limits,
  type PeerCloseReason,
  type SeatEpoch,
} from '@convene/protocol';
import type { OpenCheckInput } from '@convene/protocol/check';
import type { JoinOptions, OpenedCheck } from './api.ts';
import type { AttendanceOptions } from './attendancePorts.ts';
import { Arrival, type Opened, type SeatTaken } from './Arrival.ts';
import { backoffMs, comingBack } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';
import { connectionOf } from './connectionOf.ts';
import { endReasonOf } from './endReason.ts';
import { watchLostSocket } from './lostSocket.ts';
import { type LobbyPhase, lobbyOf } from './lobbyOf.ts';
import type { PeerSession, PeerSessionOwner } from './PeerSession.ts';
import { RecoveryWatch, type Wait } from './RecoveryWatch.ts';
import { Scope } from './Scope.ts';
import { SeatClaim } from './SeatClaim.ts';
import { isFinal } from './serverRequest.ts';
import type { EndReason, MeetingPhase, Recovery } from './snapshot.ts';
import { type LobbyState, WarmLobby } from './WarmLobby.ts';
import { whenVisible } from './whenVisible.ts';

/** Attempts for one click on Join before the person is told; a rejoin goes on until it succeeds. */
const JOIN_ATTEMPTS = 3;

/**
 * One person's way through a meeting: lobby, seat, loss and return. At most one peer sits (`#session`) while another is
 * on its way to the seat (the arrival's candidate): the old one is kept meanwhile, so that its pictures stay.
 */
export class Attendance implements PeerSessionOwner {
  readonly #options: AttendanceOptions;
  readonly #limits: Limits;
  readonly #scope = new Scope();
  readonly #seat: SeatClaim;
  readonly #arrival: Arrival;
  readonly #recovery: RecoveryWatch;
  /** What the person or a loss set going last. Whatever was going on before sees its own turn closed, and stops. */
  #turn = new Scope();
  #phase: MeetingPhase = { state: 'idle' };
  #session: PeerSession | undefined;
  /** The turn of a move, while it lasts: `#session` goes on meanwhile. */
  #move: Scope | undefined;
  /** The peer that was moved from; the server ends it when nobody needs its streams any more. */
  #leaving: PeerSession | undefined;
  #heldSeatEpoch: SeatEpoch | undefined;
  #name = '';

  constructor(options: AttendanceOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
    const { listener, environment } = options;
    this.#seat = new SeatClaim(environment, options.slug);
    this.#recovery = new RecoveryWatch({ environment, onChange: () => listener.onRecovery() });
    this.#arrival = new Arrival({
      ...options,
      owner: this,
      seat: () => ({
        seatKey: this.#seat.seatKey,
        heldSeatEpoch: this.#heldSeatEpoch,
        moving: this.#isMoving(),
      }),
      joinState: () => listener.joinState(),
      onWait: (wait) => this.#onWait(wait),
    });
    this.#scope.add(environment.onNetworkChange(() => this.#onNetworkChange()));
  }

  get phase(): MeetingPhase {
    return this.#phase;
  }
  get recovery(): Recovery | undefined {
    return this.#recovery.recovery(this.#phase, this.#session?.media?.interrupted === true);
  }
  /** The peer that sits in the meeting. */
  get session(): PeerSession | undefined {
    return this.#session;
  }
  get seatKey() {
    return this.#seat.seatKey;
  }

  async enter(): Promise<void> {
    this.#requireOutside('enter');
    const turn = this.#begin();
    this.#setPhase({ state: 'entering' });
    await this.#openLobby(turn);
  }

  async enterAsAnother(): Promise<void> {
    this.#requireOutside('enterAsAnother');
    this.#seat.moveToOwnSeat();
    this.#heldSeatEpoch = undefined;
    await this.enter();
  }

  /** @throws AppError when the person is back in the lobby and may try again */
  async join({ name, takeOver = false }: JoinOptions): Promise<void> {
    const lobby = this.#phase;
    if (lobby.state !== 'lobby') throw AppError.wrongState('join', lobby.state);
    const turn = this.#begin();
    this.#name = name;
    this.#setPhase({ state: 'joining' });
    try {
      const taken = await this.#arrival.takeSeat(turn, { name, takeOver, attempts: JOIN_ATTEMPTS });
      this.#onArrived(turn, taken);
    } catch (error) {
      if (turn.closed) return;
      const failure = clientErrorOf(error);
      if (isFinal(failure.code)) {
        this.#fail(failure.code);
        return;
      }
      if (this.#arrival.candidate?.closed === false) this.#showLobby(turn, lobby);
      else void this.#openLobby(turn);
      throw failure;
    }
  }

  /** Of the peer in the lobby. @throws AppError */
  async openCheck(input: OpenCheckInput): Promise<OpenedCheck> {
    const { candidate } = this.#arrival;
    const { state } = this.#phase;
    if (state !== 'lobby' || candidate === undefined) throw AppError.wrongState('openCheck', state);
    const answer = await candidate.signaling.openCheck(input);
    return { serverId: candidate.entered.server.serverId, answer };
  }

  async rename(name: string): Promise<void> {
    if (this.#session === undefined) throw AppError.wrongState('rename', this.#phase.state);
    await this.#session.signaling.rename(name);
    this.#name = name;
  }

  async leave(): Promise<void> {
    // The candidate may have sat down already, its answer on the way: it is told as well.
    const peers = [this.#session, this.#arrival.candidate].filter((peer) => peer !== undefined);
    this.#session = undefined;
    this.#arrival.release();
    this.#end('left');
    await Promise.all(peers.map((peer) => peer.leave()));
  }

  /** The person does not want to wait for the next attempt. */
  tryNow(): void {
    for (const peer of [this.#session, this.#arrival.candidate]) peer?.signaling.hurry();
    this.#turn.wake();
  }

  close(): void {
    this.#turn.close();
    this.#scope.close();
    this.#closePeers();
    this.#seat.close();
  }

  onConnection(session: PeerSession, connected: boolean): void {
    if (session === this.#arrival.candidate) this.#onCandidateConnection(connected);
    if (session !== this.#session || this.#isRejoining() || this.#isMoving()) return;
    const turn = this.#begin();
    this.#setPhase({ state: 'joined', connection: connectionOf(session) });
    if (connected) this.#options.listener.onResumed();
    else void this.#watchSocket(turn, session);
  }

  onClosed(session: PeerSession, reason: PeerCloseReason): void {
    if (session === this.#arrival.candidate) this.#onCandidateClosed(session, reason);
    if (session === this.#leaving) session.close();
    if (session !== this.#session) return;
    // The server has seated the next peer, whose pictures are on their way.
    if (this.#isMoving() && reason === 'replaced') return;
    const endReason = endReasonOf(reason);
    // While another peer is on its way to the seat, what that one is answered decides whose the seat is.
    if (endReason === undefined || this.#isMoving()) this.#rejoin(reason);
    else this.#end(endReason);
  }

  onLost(session: PeerSession, error: AppError): void {
    if (session === this.#session) {
      this.#rejoin(error.code);
    } else if (session === this.#arrival.candidate) {
      this.#onCandidateLost(session);
    } else if (session === this.#leaving) {
      session.close();
    }
  }

  onMediaStanding(session: PeerSession): void {
    const lobby = this.#phase;
    if (session === this.#arrival.candidate && lobby.state === 'lobby') this.#showLobby(this.#begin(), lobby);
    if (session !== this.#session || this.#isRejoining() || this.#isMoving()) return;
    this.#setPhase({ state: 'joined', connection: connectionOf(session) });
  }

  onAdmitted(session: PeerSession): void {
    if (session !== this.#arrival.candidate || this.#phase.state !== 'waitingRoom') return;
    void this.#sitAgain(this.#begin(), { afterMs: 0 });
  }

  /** The next peer is made while this one goes on: nobody sees or hears a gap. */
  onMoveStarted(session: PeerSession): void {
    if (session !== this.#session || this.#isRejoining() || this.#isMoving()) return;
    const turn = this.#begin();
    this.#move = turn;
    void this.#sitAgain(turn, { afterMs: 0 });
  }

  /** Who waits is told why there is nothing to wait for any more. */
  /** Nothing may be left of what is prepared, once the server is heard of again. */
  #onCandidateConnection(connected: boolean): void {
    const lobby = this.#phase;
    if (lobby.state !== 'lobby') return;
    const turn = this.#begin();
    if (connected) this.#showLobby(turn, lobby);
    else this.#setPhase({ ...lobby, warm: false, reached: undefined });
  }

  #onCandidateClosed(session: PeerSession, reason: PeerCloseReason): void {
    const endReason = endReasonOf(reason);
    if (this.#phase.state === 'waitingRoom' && endReason !== undefined) this.#end(endReason);
    else this.#onCandidateLost(session);
  }

  /** A join on it fails now, and is tried with another one. An open lobby gets another one, unseen, once it is looked at. */
  #onCandidateLost(session: PeerSession): void {
    session.close();
    const lobby = this.#phase;
    if (lobby.state === 'waitingRoom') {
      // With another peer it asks again, and keeps its place.
      void this.#sitAgain(this.#begin(), { afterMs: this.#recovery.rejoinMs(), lost: session });
      return;
    }
    if (lobby.state !== 'lobby') return;
    const turn = this.#begin();
    this.#setPhase({ ...lobby, warm: false });
    whenVisible(this.#options.environment, turn, () => void this.#openLobby(this.#begin()));
  }

  async #openLobby(turn: Scope): Promise<void> {
    this.#heldSeatEpoch ??= await this.#seat.heldSeatEpoch();
    if (turn.closed) return;
    this.#onArrived(turn, await this.#arrival.open(turn));
  }

  /** Shows the lobby with the candidate that stands, and keeps that warm for as long as the turn lasts. */
  #showLobby(turn: Scope, lobby: LobbyPhase): void {
    const session = this.#arrival.candidate;
    if (session === undefined) return;
    this.#setPhase({ ...lobby, warm: false });
    const { environment, log } = this.#options;
    const onChange = ({ warm, reached }: LobbyState) => {
      this.#setPhase({ ...lobby, warm, reached, loopbackOnly: session.media?.loopbackOnly ?? false });
    };
    const keeper = new WarmLobby({ session, environment, limits: this.#limits, log, onChange });
    turn.add(() => keeper.close());
  }

  #onArrived(turn: Scope, arrived: Opened | SeatTaken | undefined): void {
    if (arrived === undefined || turn.closed) return;
    switch (arrived.result) {
      case 'opened': {
        this.#options.listener.onEntered(arrived.session.entered);
        this.#showLobby(turn, lobbyOf(arrived.session));
        break;
      }
      case 'joined': {
        this.#sit(arrived);
        break;
      }
      case 'waiting': {
        // The seat was lost for too long, and whoever is new waits.
        this.#session?.close();
        this.#session = undefined;
        this.#setPhase({ state: 'waitingRoom', since: arrived.since });
        break;
      }
      case 'occupied': {
        this.#onOccupied(turn, arrived.session);
        break;
      }
      case 'ended': {
        this.#end('ended');
        break;
      }
      case 'failed': {
        this.#fail(arrived.code);
        break;
      }
      default: {
        assertNever(arrived);
      }
    }
  }

  #sit({ session, joined, asked }: Extract<SeatTaken, { result: 'joined' }>): void {
    const before = this.#session;
    const moved = this.#isMoving() && !this.#isRejoining();
    this.#move = undefined;
    this.#session = session;
    this.#arrival.release();
    this.#recovery.sat();
    this.#hold(joined.self.seatEpoch);
    // Before anybody looks at the new peer's room: who was in the old one may be awaited.
    this.#options.listener.onJoined({ session, joined, asked, before });
    this.#setPhase({ state: 'joined', connection: 'connected' });
    session.seated();
    if (moved && before !== undefined) this.#letGo(before);
    else before?.close();
    if (!session.connected) this.onConnection(session, false);
    else if (session.renewing) this.onMediaStanding(session);
    if (session.moveStarted) this.onMoveStarted(session);
  }

  #hold(seatEpoch: SeatEpoch): void {
    this.#heldSeatEpoch = seatEpoch;
    this.#seat.seated(seatEpoch);
  }

  /** It sends until the server ends it; should that not be heard, until it must have. */
  #letGo(session: PeerSession): void {
    this.#leaving?.close();
    this.#leaving = session;
    this.#scope.timeout(this.#limits.leavingMs, () => session.close());
  }

  /** Another tab has the seat: in the lobby the person decides, in the meeting it was taken from this tab. */
  #onOccupied(turn: Scope, session: PeerSession): void {
    this.#heldSeatEpoch = undefined;
    if (this.#session !== undefined) {
      this.#end('takenOver');
      return;
    }
    const lobby = lobbyOf(session);
    this.#showLobby(turn, { ...lobby, seat: { ...lobby.seat, occupied: true } });
  }

  /** The peer is gone for good: takes the seat again with another one, until it succeeds. */
  #rejoin(cause: string, afterMs?: number): void {
    if (this.#isRejoining()) return;
    this.#options.log.info('rejoining', { cause });
    this.#session?.detach();
    this.#setPhase({ state: 'joined', connection: 'rejoining' });
    // A move has the next peer on its way already.
    if (this.#isMoving()) return;
    const turn = this.#begin();
    void this.#sitAgain(turn, { afterMs: afterMs ?? this.#recovery.rejoinMs(), lost: this.#session });
  }

  /** Takes the seat with another peer, after `lost` or beside the one that is moved. */
  async #sitAgain(turn: Scope, { afterMs, lost }: { afterMs: number; lost?: PeerSession | undefined }) {
    const options = { name: this.#name, takeOver: false, attempts: Number.POSITIVE_INFINITY, lost };
    try {
      if (!(await turn.sleep(afterMs))) return;
      const taken = await this.#arrival.takeSeat(turn, options);
      if (taken?.result === 'joined' && this.#isMoving() && !this.#isRejoining()) {
        this.#hold(taken.joined.self.seatEpoch);
        await taken.session.pictures();
        if (turn.closed) return;
        if (taken.session.closed) {
          await this.#sitAgain(turn, { afterMs: backoffMs(0, comingBack.rejoin), lost: taken.session });
          return;
        }
      }
      this.#onArrived(turn, taken);
    } catch (error) {
      if (!turn.closed) this.#fail(clientErrorOf(error).code);
    }
  }

  async #watchSocket(turn: Scope, session: PeerSession): Promise<void> {
    const { web, slug } = this.#options;
    const { seatKey } = this.#seat;
    const input = { slug, seatKey, heldSeatEpoch: this.#heldSeatEpoch };
    const lost = { turn, session, web, input, limits: this.#limits, recovery: this.#recovery };
    const found = await watchLostSocket(lost);
    if (found === 'ended') this.#end('ended');
    if (found !== 'lost') return;
    this.#recovery.serverGone();
    // The question whether it lives came after a random time already.
    this.#rejoin('server lost', 0);
  }

  #onWait(wait: Wait | undefined): void {
    if (this.#phase.state === 'joined') this.#recovery.waits(wait);
    else if (wait !== undefined) this.#setPhase({ state: 'waitingForServer', ...wait });
  }

  /** A network that went away breaks the socket for certain, long before anybody would find out. */
  #onNetworkChange(): void {
    this.#session?.signaling.reconnect();
    if (!this.#options.environment.isOnline()) return;
    this.#session?.media?.restartIce();
    if (this.#isRejoining() || this.#phase.state === 'waitingForServer') this.tryNow();
  }

  #end(reason: EndReason): void {
    this.#begin();
    this.#closePeers();
    this.#heldSeatEpoch = undefined;
    this.#seat.vacate();
    this.#setPhase({ state: 'ended', reason });
    this.#options.listener.onEnded();
  }

  #fail(code: ErrorCode): void {
    this.#begin();
    this.#closePeers();
    this.#setPhase({ state: 'failed', code });
    this.#options.listener.onEnded();
  }

  #closePeers(): void {
    for (const session of [this.#session, this.#leaving]) session?.close();
    this.#session = undefined;
    this.#leaving = undefined;
    this.#arrival.close();
  }

  #begin(): Scope {
    this.#turn.close();
    this.#turn = new Scope();
    return this.#turn;
  }

  #requireOutside(request: string): void {
    const { state } = this.#phase;
    if (state === 'joining' || state === 'joined') throw AppError.wrongState(request, state);
  }

  #isMoving(): boolean {
    return this.#move !== undefined && this.#move === this.#turn;
  }

  #isRejoining(): boolean {
    return this.#phase.state === 'joined' && this.#phase.connection === 'rejoining';
  }

  #setPhase(phase: MeetingPhase): void {
    this.#phase = phase;
    if (phase.state !== 'joined' || phase.connection === 'connected') this.#recovery.end();
    this.#options.log.info('meeting phase', { ...phase });
    this.#options.listener.onPhase(phase);
  }
}
