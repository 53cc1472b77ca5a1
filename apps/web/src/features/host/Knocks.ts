import type { MeetingClientApi } from '@convene/meeting-client';
import type { KnockId, WaitingPerson } from '@convene/protocol';
import { Store } from '../../ui/Store.ts';

type Options = {
  readonly client: Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'>;
  readonly ring: () => void;
  /** In milliseconds, on a clock that never goes back. */
  readonly now?: () => number;
};

const NOBODY: readonly WaitingPerson[] = [];

/** Somebody who asks again and again is seen, and not heard each time. */
const QUIET_MS = 8000;

/** Whether a sound may be given at `at` after that at `before`; undefined: there was none. */
export const mayRing = (before: number | undefined, at: number): boolean =>
  before === undefined || at - before >= QUIET_MS;

/** Who asks to be let in and has not been looked at yet: a card over the stage says so, and now and then a sound. */
export class Knocks {
  readonly announced = new Store<readonly WaitingPerson[]>(NOBODY);
  readonly #options: Options;
  #seen: ReadonlySet<KnockId> = new Set();
  #rung: ReadonlySet<KnockId> = new Set();
  #rungAt: number | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Who waited already when this person sat down is shown, without a sound. */
  open(): () => void {
    this.#rung = new Set(this.#waiting.map(({ knockId }) => knockId));
    this.#follow();
    return this.#options.client.subscribe(() => this.#follow());
  }

  /** The person has seen who waits, and answers later or in the list. */
  readonly putAside = (): void => {
    this.#seen = new Set(this.#waiting.map(({ knockId }) => knockId));
    this.#follow();
  };

  get #waiting(): readonly WaitingPerson[] {
    return this.#options.client.getSnapshot().door?.waiting ?? NOBODY;
  }

  #follow(): void {
    const waiting = this.#waiting;
    const fresh = waiting.filter(({ knockId }) => !this.#seen.has(knockId));
    if (
      fresh.length !== this.announced.get().length ||
      fresh.some((each, n) => each !== this.announced.get()[n])
    ) {
      this.announced.set(fresh);
    }
    if (waiting.some(({ knockId }) => !this.#rung.has(knockId))) this.#ring();
    this.#rung = new Set(waiting.map(({ knockId }) => knockId));
  }

  #ring(): void {
    const { ring, now = () => performance.now() } = this.#options;
    const at = now();
    if (!mayRing(this.#rungAt, at)) return;
    this.#rungAt = at;
    ring();
  }
}
