import { assertNever, type ParticipantId, type SignalDown, SignalUp, wireLimits } from '@convene/protocol';
import { TokenBucket } from './TokenBucket.ts';

export type SignalsOptions = {
  /** To all peers of the room but this one. */
  readonly sendToOthers: (from: ParticipantId, down: SignalDown) => void;
};

/** Typing, reactions and pointers (004-62): checked, stamped with the sender, and passed on; kept nowhere. */
export class Signals {
  readonly #options: SignalsOptions;
  readonly #buckets = new Map<ParticipantId, TokenBucket>();

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  /** What is unreadable or too much is dropped: nobody waits for an answer on the unreliable channel. */
  receive(participantId: ParticipantId, data: Buffer): void {
    if (data.byteLength > wireLimits.dataMessageBytes || !this.#bucketOf(participantId).take()) return;
    const up = parse(data);
    if (up === undefined) return;
    switch (up.type) {
      case 'typing':
      case 'reaction':
      case 'pointer': {
        this.#options.sendToOthers(participantId, { ...up, participantId });
        return;
      }
      default: {
        assertNever(up);
      }
    }
  }

  forget(participantId: ParticipantId): void {
    this.#buckets.delete(participantId);
  }

  #bucketOf(participantId: ParticipantId): TokenBucket {
    const existing = this.#buckets.get(participantId);
    if (existing !== undefined) return existing;
    const bucket = new TokenBucket({
      burst: wireLimits.signalsBurst,
      perSecond: wireLimits.signalsPerSecond,
    });
    this.#buckets.set(participantId, bucket);
    return bucket;
  }
}

function parse(data: Buffer): SignalUp | undefined {
  try {
    return SignalUp.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
