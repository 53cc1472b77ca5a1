import {
  AppError,
  assertNever,
  defaultLimits,
  type ErrorCode,
  type PeerCloseReason,
} from '@convene/protocol';
import type { OpenCheckInput } from '@convene/protocol/check';
import type { JoinOptions, OpenedCheck } from './api.ts';
import type { AttendanceOptions } from './attendancePorts.ts';
import { Arrival, type Opened, type SeatTaken } from './Arrival.ts';
import { clientErrorOf } from './clientError.ts';
import { Course } from './Course.ts';
import { endReasonOf } from './endReason.ts';
import { Lobby } from './Lobby.ts';
import { lobbyOf } from './lobbyOf.ts';
import type { PeerSession, PeerSessionOwner } from './PeerSession.ts';
import { RecoveryWatch, type Wait } from './RecoveryWatch.ts';
import { Scope } from './Scope.ts';
import { SeatClaim } from './SeatClaim.ts';
import { Seating } from './Seating.ts';
import { isFinal } from './serverRequest.ts';
import type { HostCall } from './SignalingClient.ts';
import type { EndReason, MeetingPhase, Recovery } from './snapshot.ts';

/** Attempts for one click on Join before the person is told; a rejoin goes on until it succeeds. */
const JOIN_ATTEMPTS = 3;

/**
 * One person's way through a meeting: lobby, seat, loss and return. At most one peer sits (`session`) while another is
 * on its way to the seat (the arrival's candidate): the old one is kept meanwhile, so that its pictures stay.
 */
export class Attendance implements PeerSessionOwner {
  readonly #options: AttendanceOptions;
  readonly #scope = new Scope();
  readonly #seat: SeatClaim;
  readonly #recovery: RecoveryWatch;
  readonly #course: Course;
  readonly #arrival: Arrival;
  readonly #lobby: Lobby;
  readonly #seating: Seating;

  constructor(options: AttendanceOptions) {
    this.#options = options;
    const { listener, environment, log, limits = defaultLimits } = options;
    this.#seat = new SeatClaim(environment, options.slug);
    this.#recovery = new RecoveryWatch({ environment, onChange: () => listener.onRecovery() });
    this.#course = new Course({ log, onPhase: (phase) => this.#onPhase(phase) });
    this.#arrival = new Arrival({
      ...options,
      owner: this,
      seat: () => ({
        seatKey: this.#seat.seatKey,
        heldSeatEpoch: this.#seat.epoch,
        moving: this.#course.isMoving,
      }),
      joinState: () => listener.joinState(),
      onWait: (wait) => this.#onWait(wait),
    });
    const parts = {
      ...options,
      limits,
      course: this.#course,
      arrival: this.#arrival,
      seat: this.#seat,
      onArrived: (turn: Scope, arrived: Opened | SeatTaken | undefined) => this.#onArrived(turn, arrived),
    };
    this.#lobby = new Lobby(parts);
    this.#seating = new Seating({
      ...parts,
      recovery: this.#recovery,
      onEnded: (reason) => this.#end(reason),
      onFailed: (code) => this.#fail(code),
    });
    this.#scope.add(environment.onNetworkChange(() => this.#onNetworkChange()));
  }

  get phase(): MeetingPhase {
    return this.#course.phase;
  }
  get recovery(): Recovery | undefined {
    return this.#recovery.recovery(this.phase, this.session?.media?.interrupted === true);
  }
  /** The peer that sits in the meeting. */
  get session(): PeerSession | undefined {
    return this.#seating.session;
  }
  get seatKey() {
    return this.#seat.seatKey;
  }

  async enter(): Promise<void> {
    this.#course.requireOutside('enter');
    const turn = this.#course.begin();
    this.#course.reach({ state: 'entering' });
    await this.#lobby.open(turn);
  }

  async enterAsAnother(): Promise<void> {
    this.#course.requireOutside('enterAsAnother');
    this.#seat.moveToOwnSeat();
    await this.enter();
  }

  /** @throws AppError when the person is back in the lobby and may try again */
  async join({ name, takeOver = false }: JoinOptions): Promise<void> {
    const lobby = this.phase;
    if (lobby.state !== 'lobby') throw AppError.wrongState('join', lobby.state);
    const turn = this.#course.begin();
    this.#seating.name = name;
    this.#course.reach({ state: 'joining' });
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
      if (this.#arrival.candidate?.closed === false) this.#lobby.show(turn, lobby);
      else void this.#lobby.open(turn);
      throw failure;
    }
  }

  openCheck = (input: OpenCheckInput): Promise<OpenedCheck> => this.#lobby.openCheck(input);
  rename = (name: string): Promise<void> => this.#seating.rename(name);
  /** One of the host tools. @throws AppError */
  ask = (call: HostCall): Promise<void> => this.#seating.ask('host', (signaling) => signaling.ask(call));

  async leave(): Promise<void> {
    // The candidate may have sat down already, its answer on the way: it is told as well.
    const peers = [this.#seating.release(), this.#arrival.candidate].filter((peer) => peer !== undefined);
    this.#arrival.release();
    this.#end('left');
    await Promise.all(peers.map((peer) => peer.leave()));
  }

  /** The person does not want to wait for the next attempt. */
  tryNow(): void {
    for (const peer of [this.session, this.#arrival.candidate]) peer?.signaling.hurry();
    this.#course.wake();
  }

  close(): void {
    this.#course.close();
    this.#scope.close();
    this.#seating.close();
    this.#arrival.close();
    this.#seat.close();
  }

  onConnection(session: PeerSession, connected: boolean): void {
    if (session === this.#arrival.candidate) this.#lobby.onConnection(connected);
    this.#seating.onConnection(session, connected);
  }

  onClosed(session: PeerSession, reason: PeerCloseReason): void {
    if (session === this.#arrival.candidate) this.#onCandidateClosed(session, reason);
    this.#seating.onClosed(session, reason);
  }

  onLost(session: PeerSession, error: AppError): void {
    if (session !== this.session && session === this.#arrival.candidate) this.#onCandidateLost(session);
    else this.#seating.onLost(session, error);
  }

  onMediaStanding(session: PeerSession): void {
    if (session === this.#arrival.candidate) this.#lobby.onConnection(true);
    this.#seating.onMediaStanding(session);
  }

  onAdmitted(session: PeerSession): void {
    if (session !== this.#arrival.candidate || this.phase.state !== 'waitingRoom') return;
    void this.#seating.sitAgain(this.#course.begin(), { afterMs: 0 });
  }

  onMoveStarted = (session: PeerSession): void => this.#seating.onMoveStarted(session);

  /** Who waits is told why there is nothing to wait for any more. */
  #onCandidateClosed(session: PeerSession, reason: PeerCloseReason): void {
    const endReason = endReasonOf(reason);
    if (this.phase.state === 'waitingRoom' && endReason !== undefined) this.#end(endReason);
    else this.#onCandidateLost(session);
  }

  #onCandidateLost(session: PeerSession): void {
    session.close();
    if (this.phase.state === 'waitingRoom') {
      // With another peer it asks again, and keeps its place.
      const afterMs = this.#recovery.rejoinMs();
      void this.#seating.sitAgain(this.#course.begin(), { afterMs, lost: session });
    } else this.#lobby.onLost();
  }

  #onArrived(turn: Scope, arrived: Opened | SeatTaken | undefined): void {
    if (arrived === undefined || turn.closed) return;
    switch (arrived.result) {
      case 'opened': {
        this.#options.listener.onEntered(arrived.session.entered);
        this.#lobby.show(turn, lobbyOf(arrived.session));
        break;
      }
      case 'joined': {
        this.#seating.sit(arrived);
        break;
      }
      case 'waiting': {
        // The seat was lost for too long, and whoever is new waits.
        this.#seating.release()?.close();
        this.#course.reach({ state: 'waitingRoom', since: arrived.since });
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

  /** Another tab has the seat: in the lobby the person decides, in the meeting it was taken from this tab. */
  #onOccupied(turn: Scope, session: PeerSession): void {
    this.#seat.taken();
    if (this.session === undefined) this.#lobby.showOccupied(turn, session);
    else this.#end('takenOver');
  }

  #onWait(wait: Wait | undefined): void {
    if (this.phase.state === 'joined') this.#recovery.waits(wait);
    else if (wait !== undefined) this.#course.reach({ state: 'waitingForServer', ...wait });
  }

  /** A network that went away breaks the socket for certain, long before anybody would find out. */
  #onNetworkChange(): void {
    this.session?.signaling.reconnect();
    if (!this.#options.environment.isOnline()) return;
    this.session?.media?.restartIce();
    if (this.#course.isRejoining || this.phase.state === 'waitingForServer') this.tryNow();
  }

  #onPhase(phase: MeetingPhase): void {
    if (phase.state !== 'joined' || phase.connection === 'connected') this.#recovery.end();
    this.#options.listener.onPhase(phase);
  }

  #end(reason: EndReason): void {
    this.#closePeers();
    this.#seat.vacate();
    this.#course.reach({ state: 'ended', reason });
    this.#options.listener.onEnded();
  }

  #fail(code: ErrorCode): void {
    this.#closePeers();
    this.#course.reach({ state: 'failed', code });
    this.#options.listener.onEnded();
  }

  #closePeers(): void {
    this.#course.begin();
    this.#seating.closePeers();
    this.#arrival.close();
  }
}
