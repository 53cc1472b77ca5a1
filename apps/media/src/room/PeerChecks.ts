import { AppError } from '@convene/protocol';
import { checkLimits, type OpenCheckInput, type OpenCheckOutput } from '@convene/protocol/check';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { ConnectionCheck } from './ConnectionCheck.ts';

/** Takes one of the checks that an address, and the server, may have at once; undefined: there is none left. */
export type TakeCheck = () => (() => void) | undefined;

/** The connection checks of one peer in the lobby: one for each of UDP and TCP at a time, and so many in its life. */
export class PeerChecks {
  readonly #take: TakeCheck;
  readonly #open = new Map<OpenCheckInput['protocol'], ConnectionCheck>();
  #left: number = checkLimits.perPeer;
  #closed = false;

  constructor(take: TakeCheck) {
    this.#take = take;
  }

  get transportIds(): readonly string[] {
    return [...this.#open.values()].flatMap((check) => check.transportIds);
  }

  /** @throws AppError rateLimited, workerDied, timeout, invalidDtlsParameters, wrongState */
  async open(
    input: OpenCheckInput,
    { router, requestMs, openMs }: { router: MediaRouter; requestMs: number; openMs: number },
  ): Promise<OpenCheckOutput> {
    if (this.#left === 0) throw AppError.rateLimited('openCheck');
    this.#open.get(input.protocol)?.close();
    const release = this.#take();
    if (release === undefined) throw AppError.rateLimited('openCheck');
    this.#left -= 1;
    const check = await ConnectionCheck.open({ router, requestMs, openMs, input, onClose: release });
    if (this.#closed) {
      check.close();
      throw AppError.wrongState('openCheck', 'closed');
    }
    this.#open.set(input.protocol, check);
    return check.info;
  }

  /** The lobby was left. */
  close(): void {
    this.#closed = true;
    for (const check of this.#open.values()) check.close();
  }
}
