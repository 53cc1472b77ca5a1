import type { ErrorCode, LoggedEvent, RenewMediaOutput } from '@convene/protocol';
import { backoffMs } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import { retryLost } from './retryLost.ts';
import type { Scope } from './Scope.ts';

const ATTEMPTS = 4;
const RETRY = { firstMs: 200, maxMs: 1500 } as const;
/** After these the same request may well be answered; after any other only another peer helps. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'timeout',
  'workerDied',
  'rateLimited',
  'internal',
]);

export type MediaRenewalOptions = {
  readonly ask: () => Promise<RenewMediaOutput>;
  readonly scope: Scope;
  readonly log: ClientLog;
};

/** Asks for other media once the former ones are lost, and keeps the events that come before they stand. */
export class MediaRenewal {
  readonly #options: MediaRenewalOptions;
  readonly #events: LoggedEvent[] = [];

  constructor(options: MediaRenewalOptions) {
    this.#options = options;
  }

  /** Of this client's media: the lost ones, or those that are being made. */
  keep(event: LoggedEvent): void {
    this.#events.push(event);
  }

  /** What speaks of the media that were made. */
  eventsAfter({ eventId }: RenewMediaOutput): readonly LoggedEvent[] {
    return this.#events.filter((logged) => logged.eventId > eventId);
  }

  /** @throws AppError when only another peer helps */
  async ask(): Promise<RenewMediaOutput> {
    const { ask, scope, log } = this.#options;
    for (let failures = 1; ; failures += 1) {
      try {
        return await retryLost(ask, () => scope.closed);
      } catch (error) {
        const failure = clientErrorOf(error);
        log.warn('media not renewed', { code: failure.code, failures });
        if (failures >= ATTEMPTS || !PASSING.has(failure.code)) throw failure;
        if (!(await scope.sleep(backoffMs(failures - 1, RETRY)))) throw failure;
      }
    }
  }
}
