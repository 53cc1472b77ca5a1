import type { MeetingClientApi, Recovery } from '@convene/meeting-client';
import { Store } from '../../ui/Store.ts';
import type { Notice } from './notices.ts';

/** A socket that is back within this long is nothing to tell of. */
const UNNOTICED_MS = 800;

/** What a person is shown of a lost connection: not each hiccup, and that it is over. */
export class RecoveryNotices {
  readonly shown = new Store<Recovery | undefined>(undefined);
  readonly #client: Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'>;
  readonly #tell: (notice: Notice) => void;
  readonly #unsubscribe: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Pick<MeetingClientApi, 'getSnapshot' | 'subscribe'>, tell: (notice: Notice) => void) {
    this.#client = client;
    this.#tell = tell;
    this.#unsubscribe = client.subscribe(() => this.#follow());
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #follow(): void {
    const { phase, recovery } = this.#client.getSnapshot();
    const before = this.shown.get();
    if (recovery === undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.shown.set(undefined);
      if (before !== undefined && phase.state === 'joined') this.#tell({ type: 'reconnected' });
    } else if (before !== undefined) {
      this.shown.set(recovery);
    } else {
      this.#timer ??= setTimeout(() => this.shown.set(this.#client.getSnapshot().recovery), UNNOTICED_MS);
    }
  }
}
