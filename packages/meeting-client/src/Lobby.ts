import { AppError, type Limits } from '@convene/protocol';
import type { OpenCheckInput } from '@convene/protocol/check';
import type { OpenedCheck } from './api.ts';
import type { Arrival, Opened } from './Arrival.ts';
import type { ClientLog } from './clientLog.ts';
import type { Course } from './Course.ts';
import type { ClientEnvironment } from './environment.ts';
import { type LobbyPhase, lobbyOf } from './lobbyOf.ts';
import type { PeerSession } from './PeerSession.ts';
import type { Scope } from './Scope.ts';
import type { SeatClaim } from './SeatClaim.ts';
import { type LobbyState, WarmLobby } from './WarmLobby.ts';
import { whenVisible } from './whenVisible.ts';

export type LobbyOptions = {
  readonly course: Course;
  readonly arrival: Arrival;
  readonly seat: SeatClaim;
  readonly environment: ClientEnvironment;
  readonly limits: Limits;
  readonly log: ClientLog;
  /** A server was asked for. */
  readonly onArrived: (turn: Scope, opened: Opened | undefined) => void;
};

/** The lobby before the seat: the peer that stands ready there, the arrival's candidate, and what is shown of it. */
export class Lobby {
  readonly #options: LobbyOptions;

  constructor(options: LobbyOptions) {
    this.#options = options;
  }

  async open(turn: Scope): Promise<void> {
    const { seat, arrival, onArrived } = this.#options;
    await seat.recall();
    if (turn.closed) return;
    onArrived(turn, await arrival.open(turn));
  }

  /** Shows the lobby with the candidate that stands, and keeps that warm for as long as the turn lasts. */
  show(turn: Scope, lobby: LobbyPhase): void {
    const { course, arrival, environment, limits, log } = this.#options;
    const session = arrival.candidate;
    if (session === undefined) return;
    course.reach({ ...lobby, warm: false });
    const onChange = ({ warm, reached }: LobbyState) => {
      course.reach({ ...lobby, warm, reached, loopbackOnly: session.media?.loopbackOnly ?? false });
    };
    const keeper = new WarmLobby({ session, environment, limits, log, onChange });
    turn.add(() => keeper.close());
  }

  /** Another tab has the seat: the person decides. */
  showOccupied(turn: Scope, session: PeerSession): void {
    const lobby = lobbyOf(session);
    this.show(turn, { ...lobby, seat: { ...lobby.seat, occupied: true } });
  }

  /** Of the candidate. Nothing may be left of what is prepared, once the server is heard of again. */
  onConnection(connected: boolean): void {
    const { course } = this.#options;
    const lobby = course.phase;
    if (lobby.state !== 'lobby') return;
    const turn = course.begin();
    if (connected) this.show(turn, lobby);
    else course.reach({ ...lobby, warm: false, reached: undefined });
  }

  /**
   * Of the candidate. A join on it fails now, and is tried with another one. An open lobby gets another one, unseen, once it
   * is looked at.
   */
  onLost(): void {
    const { course, environment } = this.#options;
    const lobby = course.phase;
    if (lobby.state !== 'lobby') return;
    const turn = course.begin();
    course.reach({ ...lobby, warm: false });
    whenVisible(environment, turn, () => void this.open(course.begin()));
  }

  /** Of the candidate. @throws AppError */
  async openCheck(input: OpenCheckInput): Promise<OpenedCheck> {
    const { course, arrival } = this.#options;
    const { candidate } = arrival;
    const { state } = course.phase;
    if (state !== 'lobby' || candidate === undefined) throw AppError.wrongState('openCheck', state);
    const answer = await candidate.signaling.openCheck(input);
    return { serverId: candidate.entered.server.serverId, answer };
  }
}
