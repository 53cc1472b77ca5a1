import { backoffMs, comingBack } from './backoff.ts';
import type { ClientEnvironment } from './environment.ts';
import type { MeetingPhase, Recovery, WaitCause } from './snapshot.ts';

/** A peer that sat for this long was no failure: the next one may come soon. */
const STABLE_MS = 10_000;

export type Wait = { readonly retryAt: number; readonly why: WaitCause };

type Options = {
  readonly environment: Pick<ClientEnvironment, 'isOnline'>;
  readonly onChange: () => void;
};

/** Keeps what is known of a loss, from its beginning to its end, so that the person can be told what is tried. */
export class RecoveryWatch {
  readonly #options: Options;
  #wait: Wait | undefined;
  #serverGone = false;
  #satAt = 0;
  /** Rejoins whose peer was lost again soon. */
  #shortStays = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** A peer sits. */
  sat(): void {
    this.#satAt = performance.now();
  }

  /** It is lost: how long the next one waits. */
  rejoinMs(): number {
    this.#shortStays = performance.now() - this.#satAt > STABLE_MS ? 0 : this.#shortStays + 1;
    return backoffMs(this.#shortStays, comingBack.rejoin);
  }

  /** The server that was lost is not there any more. */
  serverGone(): void {
    this.#serverGone = true;
    this.waits(undefined);
  }

  /** Until when it is waited, or undefined: something is tried right now. */
  waits(wait: Wait | undefined): void {
    if (this.#wait === wait) return;
    this.#wait = wait;
    this.#options.onChange();
  }

  /** All is well again, or over. */
  end(): void {
    this.#wait = undefined;
    this.#serverGone = false;
  }

  /** `mediaLost`: neither picture nor sound gets through. */
  recovery(phase: MeetingPhase, mediaLost: boolean): Recovery | undefined {
    if (phase.state !== 'joined') return undefined;
    if (phase.connection === 'renewing') return { state: 'restoringMedia' };
    if (phase.connection === 'connected') return mediaLost ? { state: 'restoringMedia' } : undefined;
    if (!this.#options.environment.isOnline()) return { state: 'offline' };
    if (this.#wait !== undefined) return { state: 'waiting', ...this.#wait };
    if (phase.connection === 'reconnecting') return { state: 'reconnecting' };
    return { state: this.#serverGone ? 'joiningAnother' : 'rejoining' };
  }
}
