import { AppError, type ErrorCode, type Limits, type PeerCloseReason } from '@convene/protocol';
import type { Arrival, SeatTaken } from './Arrival.ts';
import type { AttendanceOptions } from './attendancePorts.ts';
import { backoffMs, comingBack } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';
import { connectionOf } from './connectionOf.ts';
import type { Course } from './Course.ts';
import { endReasonOf } from './endReason.ts';
import { watchLostSocket } from './lostSocket.ts';
import type { PeerSession } from './PeerSession.ts';
import type { RecoveryWatch } from './RecoveryWatch.ts';
import { Scope } from './Scope.ts';
import type { SeatClaim } from './SeatClaim.ts';
import type { SignalingClient } from './SignalingClient.ts';
import type { EndReason } from './snapshot.ts';

export type SeatingOptions = Pick<AttendanceOptions, 'slug' | 'web' | 'log' | 'listener'> & {
  readonly course: Course;
  readonly arrival: Arrival;
  readonly seat: SeatClaim;
  readonly recovery: RecoveryWatch;
  readonly limits: Limits;
  /** The seat was asked for once more. */
  readonly onArrived: (turn: Scope, taken: SeatTaken | undefined) => void;
  readonly onEnded: (reason: EndReason) => void;
  readonly onFailed: (code: ErrorCode) => void;
};

/**
 * The peers with which this client sits in the meeting, one after the other: the one that sits now, and the one from which a
 * move went away. When the seat is lost it is taken again with another one, until it succeeds.
 */
export class Seating {
  /** Under which the seat is taken again. */
  name = '';
  readonly #options: SeatingOptions;
  readonly #scope = new Scope();
  #session: PeerSession | undefined;
  /** The peer that was moved from; the server ends it when nobody needs its streams any more. */
  #leaving: PeerSession | undefined;
  /** Resolves when another peer sits, or nobody. */
  #seatTold = Promise.withResolvers<void>();

  constructor(options: SeatingOptions) {
    this.#options = options;
  }

  /** The peer that sits in the meeting. */
  get session(): PeerSession | undefined {
    return this.#session;
  }

  /** Nobody sits any more; what becomes of the one who sat is the caller's to say. */
  release(): PeerSession | undefined {
    const session = this.#session;
    this.#seat(undefined);
    return session;
  }

  closePeers(): void {
    for (const session of [this.#session, this.#leaving]) session?.close();
    this.#seat(undefined);
    this.#leaving = undefined;
  }

  close(): void {
    this.#scope.close();
    this.closePeers();
  }

  async rename(name: string): Promise<void> {
    await this.ask('rename', (signaling) => signaling.rename(name));
    this.name = name;
  }

  /**
   * Asks by the peer that sits. A move may have superseded that already, and it is refused whatever it asks: then the next one
   * asks, as soon as it has taken over. @throws AppError
   */
  async ask(request: string, call: (signaling: SignalingClient) => Promise<void>): Promise<void> {
    for (;;) {
      const session = this.#session;
      if (session === undefined) throw AppError.wrongState(request, this.#options.course.phase.state);
      try {
        await call(session.signaling);
        return;
      } catch (error) {
        if (!isRefusedAsLeaving(error)) throw error;
        while (this.#session === session) await this.#seatTold.promise;
      }
    }
  }

  sit({ session, joined, asked }: Extract<SeatTaken, { result: 'joined' }>): void {
    const { course, arrival, recovery, seat, listener } = this.#options;
    const before = this.#session;
    const moved = course.isMoving && !course.isRejoining;
    course.endMove();
    this.#seat(session);
    arrival.release();
    recovery.sat();
    seat.seated(joined.self.seatEpoch);
    // Before anybody looks at the new peer's room: who was in the old one may be awaited.
    listener.onJoined({ session, joined, asked, before });
    course.reach({ state: 'joined', connection: 'connected' });
    session.seated();
    if (moved && before !== undefined) this.#letGo(before);
    else before?.close();
    if (!session.connected) this.onConnection(session, false);
    else if (session.renewing) this.onMediaStanding(session);
    if (session.moveStarted) this.onMoveStarted(session);
  }

  /** Takes the seat with another peer, after `lost` or beside the one that is moved. */
  async sitAgain(turn: Scope, { afterMs, lost }: { afterMs: number; lost?: PeerSession | undefined }) {
    const { course, arrival, seat, onArrived, onFailed } = this.#options;
    const options = { name: this.name, takeOver: false, attempts: Number.POSITIVE_INFINITY, lost };
    try {
      if (!(await turn.sleep(afterMs))) return;
      const taken = await arrival.takeSeat(turn, options);
      if (taken?.result === 'joined' && course.isMoving && !course.isRejoining) {
        seat.seated(taken.joined.self.seatEpoch);
        await taken.session.pictures();
        if (turn.closed) return;
        if (taken.session.closed) {
          await this.sitAgain(turn, { afterMs: backoffMs(0, comingBack.rejoin), lost: taken.session });
          return;
        }
      }
      onArrived(turn, taken);
    } catch (error) {
      if (!turn.closed) onFailed(clientErrorOf(error).code);
    }
  }

  onConnection(session: PeerSession, connected: boolean): void {
    const { course, listener } = this.#options;
    if (session !== this.#session || course.isRejoining || course.isMoving) return;
    const turn = course.begin();
    course.reach({ state: 'joined', connection: connectionOf(session) });
    if (connected) listener.onResumed();
    else void this.#watchSocket(turn, session);
  }

  onClosed(session: PeerSession, reason: PeerCloseReason): void {
    const { course, onEnded } = this.#options;
    if (session === this.#leaving) session.close();
    if (session !== this.#session) return;
    // The server has seated the next peer, whose pictures are on their way.
    if (course.isMoving && reason === 'replaced') return;
    const endReason = endReasonOf(reason);
    // While another peer is on its way to the seat, what that one is answered decides whose the seat is.
    if (endReason === undefined || course.isMoving) this.#rejoin(reason);
    else onEnded(endReason);
  }

  onLost(session: PeerSession, error: AppError): void {
    if (session === this.#session) this.#rejoin(error.code);
    else if (session === this.#leaving) session.close();
  }

  onMediaStanding(session: PeerSession): void {
    const { course } = this.#options;
    if (session !== this.#session || course.isRejoining || course.isMoving) return;
    course.reach({ state: 'joined', connection: connectionOf(session) });
  }

  /** The next peer is made while this one goes on: nobody sees or hears a gap. */
  onMoveStarted(session: PeerSession): void {
    const { course } = this.#options;
    if (session !== this.#session || course.isRejoining || course.isMoving) return;
    void this.sitAgain(course.beginMove(), { afterMs: 0 });
  }

  #seat(session: PeerSession | undefined): void {
    this.#session = session;
    this.#seatTold.resolve();
    this.#seatTold = Promise.withResolvers();
  }

  /** It sends until the server ends it; should that not be heard, until it must have. */
  #letGo(session: PeerSession): void {
    this.#leaving?.close();
    this.#leaving = session;
    this.#scope.timeout(this.#options.limits.leavingMs, () => session.close());
  }

  /** The peer is gone for good: takes the seat again with another one, until it succeeds. */
  #rejoin(cause: string, afterMs?: number): void {
    const { course, recovery, log } = this.#options;
    if (course.isRejoining) return;
    log.info('rejoining', { cause });
    this.#session?.detach();
    course.reach({ state: 'joined', connection: 'rejoining' });
    // A move has the next peer on its way already.
    if (course.isMoving) return;
    const turn = course.begin();
    void this.sitAgain(turn, { afterMs: afterMs ?? recovery.rejoinMs(), lost: this.#session });
  }

  async #watchSocket(turn: Scope, session: PeerSession): Promise<void> {
    const { web, slug, seat, limits, recovery, onEnded } = this.#options;
    const input = { slug, seatKey: seat.seatKey, heldSeatEpoch: seat.epoch };
    const found = await watchLostSocket({ turn, session, web, input, limits, recovery });
    if (found === 'ended') onEnded('ended');
    if (found !== 'lost') return;
    recovery.serverGone();
    // The question whether it lives came after a random time already.
    this.#rejoin('server lost', 0);
  }
}

function isRefusedAsLeaving(error: unknown): boolean {
  const { code, details } = clientErrorOf(error);
  return code === 'wrongState' && details['state'] === 'leaving';
}
