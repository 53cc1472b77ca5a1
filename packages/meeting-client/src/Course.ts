import { AppError } from '@convene/protocol';
import type { ClientLog } from './clientLog.ts';
import { Scope } from './Scope.ts';
import type { MeetingPhase } from './snapshot.ts';

export type CourseOptions = {
  readonly log: ClientLog;
  readonly onPhase: (phase: MeetingPhase) => void;
};

/** How far a person has come in a meeting, and what goes on to bring them further. */
export class Course {
  readonly #options: CourseOptions;
  #phase: MeetingPhase = { state: 'idle' };
  /** What the person or a loss set going last. Whatever was going on before sees its own turn closed, and stops. */
  #turn = new Scope();
  /** The turn of a move. */
  #move: Scope | undefined;

  constructor(options: CourseOptions) {
    this.#options = options;
  }

  get phase(): MeetingPhase {
    return this.#phase;
  }

  /** The peer that sat is gone, and the seat is taken again. */
  get isRejoining(): boolean {
    return this.#phase.state === 'joined' && this.#phase.connection === 'rejoining';
  }

  /** Another peer is on its way to the seat, while the one that sits goes on. */
  get isMoving(): boolean {
    return this.#move !== undefined && this.#move === this.#turn;
  }

  begin(): Scope {
    this.#turn.close();
    this.#turn = new Scope();
    return this.#turn;
  }

  beginMove(): Scope {
    this.#move = this.begin();
    return this.#move;
  }

  /** The next peer sits; what its turn still does is no move any more. */
  endMove(): void {
    this.#move = undefined;
  }

  reach(phase: MeetingPhase): void {
    this.#phase = phase;
    const { log, onPhase } = this.#options;
    log.info('meeting phase', { ...phase });
    onPhase(phase);
  }

  /** Whatever waits has waited enough. */
  wake(): void {
    this.#turn.wake();
  }

  close(): void {
    this.#turn.close();
  }

  /** @throws AppError wrongState */
  requireOutside(request: string): void {
    const { state } = this.#phase;
    if (state === 'joining' || state === 'joined') throw AppError.wrongState(request, state);
  }
}
