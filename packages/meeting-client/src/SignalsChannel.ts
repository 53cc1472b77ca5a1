import { assertNever, defaultLimits, type ParticipantId, SignalDown, type SignalUp } from '@convene/protocol';
import type { MomentaryEvent } from './api.ts';
import { parseJson } from './parseJson.ts';
import { Scope } from './Scope.ts';

export type SignalsChannelOptions = {
  /** Answers false while the channel is not open; then the signal is lost, as it may be on the way. */
  readonly send: (text: string) => boolean;
  readonly onTyping: () => void;
  readonly onMoment: (event: MomentaryEvent) => void;
};

/** A typing mark is renewed in time for the others not to lose it when one message is. */
const TYPING_RENEW_MS = defaultLimits.typingMs / 2.5;
/** Loudness is told several times a second while anybody is heard: what is older than this was said before a loss. */
const VOLUMES_LAST_MS = 1500;
/** Speech is between these, in dBov. */
const SILENCE_DB = -65;
const LOUD_DB = -15;

/** Typing marks, reactions and loudness: what may be lost (004-62). */
export class SignalsChannel {
  readonly #options: SignalsChannelOptions;
  readonly #scope = new Scope();
  readonly #typing = new Map<ParticipantId, () => void>();
  #typingList: readonly ParticipantId[] = [];
  #volumes: ReadonlyMap<ParticipantId, number> = new Map();
  #volumesAt = -Infinity;
  #sentTypingAt: number | undefined;

  constructor(options: SignalsChannelOptions) {
    this.#options = options;
  }

  /** Who is writing now. The same list if nothing changed. */
  get typing(): readonly ParticipantId[] {
    return this.#typingList;
  }

  /** Loudness right now, 0 to 1. */
  volume(participantId: ParticipantId): number {
    if (performance.now() - this.#volumesAt > VOLUMES_LAST_MS) return 0;
    return this.#volumes.get(participantId) ?? 0;
  }

  /** Called at each key press; sends at most one mark in two seconds. */
  setTyping(typing: boolean): void {
    const now = performance.now();
    if (typing && this.#sentTypingAt !== undefined && now - this.#sentTypingAt < TYPING_RENEW_MS) return;
    if (!typing && this.#sentTypingAt === undefined) return;
    this.#sentTypingAt = typing ? now : undefined;
    this.#send({ type: 'typing', typing });
  }

  react(emoji: string): void {
    this.#send({ type: 'reaction', emoji });
  }

  /** A frame of the `signals` channel. */
  receive(text: string): void {
    const parsed = SignalDown.safeParse(parseJson(text));
    if (!parsed.success) return;
    const signal = parsed.data;
    switch (signal.type) {
      case 'typing': {
        if (signal.typing) this.#startTyping(signal.participantId);
        else this.stopTyping(signal.participantId);
        break;
      }
      case 'reaction': {
        const { participantId, emoji } = signal;
        this.#options.onMoment({ type: 'reaction', participantId, emoji });
        break;
      }
      case 'volumes': {
        this.#volumesAt = performance.now();
        this.#volumes = new Map(signal.volumes.map(([id, decibels]) => [id, loudnessOf(decibels)]));
        break;
      }
      case 'pointer': {
        break;
      }
      default: {
        assertNever(signal);
      }
    }
  }

  /** The mark goes with the message, or with the person. */
  stopTyping(participantId: ParticipantId): void {
    this.#typing.get(participantId)?.();
    if (this.#typing.delete(participantId)) this.#typingChanged();
  }

  close(): void {
    this.#scope.close();
  }

  #startTyping(participantId: ParticipantId): void {
    const known = this.#typing.get(participantId);
    known?.();
    this.#typing.set(
      participantId,
      this.#scope.timeout(defaultLimits.typingMs, () => this.stopTyping(participantId)),
    );
    if (known === undefined) this.#typingChanged();
  }

  #typingChanged(): void {
    this.#typingList = [...this.#typing.keys()];
    this.#options.onTyping();
  }

  #send(signal: SignalUp): void {
    this.#options.send(JSON.stringify(signal));
  }
}

export function loudnessOf(decibels: number): number {
  return Math.min(1, Math.max(0, (decibels - SILENCE_DB) / (LOUD_DB - SILENCE_DB)));
}
