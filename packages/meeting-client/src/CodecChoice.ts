import type { ParticipantInfo, VideoCodec } from '@convene/protocol';
import { Scope } from './Scope.ts';

/** So long everybody must be able to see it before cameras are sent in the meeting's codec again: people reload, and come back. */
const RETURN_MS = 10_000;

const EVERYBODYS: VideoCodec = 'vp8';

/** The codec in which a camera is to be sent: the meeting's, or VP8 while somebody is there who cannot see that. */
export function commonCodec(
  setting: VideoCodec | undefined,
  others: Iterable<Pick<ParticipantInfo, 'cannotDecode' | 'role'>>,
): VideoCodec {
  if (setting === undefined) return EVERYBODYS;
  for (const { cannotDecode, role } of others) {
    // Who waits to be let in receives nothing yet.
    if (role !== 'waiting' && cannotDecode?.includes(setting) === true) return EVERYBODYS;
  }
  return setting;
}

/** What `commonCodec` says, as it is acted on: at once where somebody could not see, back only after a while. */
export class CodecChoice {
  readonly #onChange: () => void;
  readonly #scope = new Scope();
  #codec: VideoCodec | undefined;
  #cancelReturn: (() => void) | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get codec(): VideoCodec {
    return this.#codec ?? EVERYBODYS;
  }

  follow(common: VideoCodec): void {
    if (common !== this.codec && common !== EVERYBODYS && this.#codec !== undefined) {
      this.#cancelReturn ??= this.#scope.timeout(RETURN_MS, () => {
        this.#cancelReturn = undefined;
        this.#set(common);
      });
      return;
    }
    this.#cancelReturn?.();
    this.#cancelReturn = undefined;
    this.#set(common);
  }

  /** The meeting is over: the next one begins anew. */
  reset(): void {
    this.#cancelReturn?.();
    this.#cancelReturn = undefined;
    this.#codec = undefined;
  }

  close(): void {
    this.#scope.close();
  }

  #set(codec: VideoCodec): void {
    if (codec === this.#codec) return;
    this.#codec = codec;
    this.#onChange();
  }
}
