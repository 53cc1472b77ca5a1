import { ConnectionCheck, type CheckResult, type CheckStep } from '@convene/meeting-client/check';
import type { MeetingClientApi } from '@convene/meeting-client';
import type { ErrorCode } from '@convene/protocol';
import { Store } from '../../ui/Store.ts';
import { toAppError } from '../webApi.ts';

export type ProbeState =
  | { readonly state: 'running'; readonly step: CheckStep }
  | { readonly state: 'done'; readonly result: CheckResult }
  | { readonly state: 'failed'; readonly code: ErrorCode };

type Client = Pick<MeetingClientApi, 'openCheck' | 'subscribe' | 'getSnapshot'>;
type Check = Pick<ConnectionCheck, 'run' | 'close'>;
type CreateCheck = (options: ConstructorParameters<typeof ConnectionCheck>[0]) => Check;

type Options = {
  readonly client: Client;
  readonly onResult: (result: CheckResult) => void;
  readonly create?: CreateCheck;
};

/** The checks of one lobby, one at a time. One that the lobby's server does not live to see begins anew at the next server. */
export class ConnectionProbe {
  readonly state = new Store<ProbeState>({ state: 'running', step: 'path' });
  readonly #options: Options;
  #unsubscribe: (() => void) | undefined;
  /** Undefined while the lobby has no server. */
  #check: Check | undefined;
  #standing = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins one; what it finds is in `state`. */
  start(): void {
    this.#check?.close();
    const { client, create = (options) => new ConnectionCheck(options) } = this.#options;
    this.#standing = this.#isStanding();
    this.#unsubscribe ??= client.subscribe(() => this.#followLobby());
    const check = create({
      openCheck: (input) => client.openCheck(input),
      onStep: (step) => this.#tell(check, { state: 'running', step }),
    });
    this.#check = check;
    this.state.set({ state: 'running', step: 'path' });
    void this.#run(check);
  }

  close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#check?.close();
    this.#check = undefined;
  }

  async #run(check: Check): Promise<void> {
    try {
      const result = await check.run();
      if (check === this.#check) this.#options.onResult(result);
      this.#tell(check, { state: 'done', result });
    } catch (error) {
      this.#tell(check, { state: 'failed', code: toAppError(error).code });
    }
  }

  /** What was said of a server that the lobby has left is of no use. */
  #followLobby(): void {
    const standing = this.#isStanding();
    if (standing === this.#standing) return;
    this.#standing = standing;
    if (standing) {
      // One that was asked for too early, over a slow line, may have failed for want of a lobby.
      if (this.#check === undefined || this.state.get().state === 'failed') this.start();
      return;
    }
    this.#check?.close();
    this.#check = undefined;
    this.state.set({ state: 'running', step: 'path' });
  }

  #isStanding(): boolean {
    const { phase } = this.#options.client.getSnapshot();
    return phase.state === 'lobby' && phase.warm;
  }

  /** One that was closed has nothing to say any more. */
  #tell(check: Check, state: ProbeState): void {
    if (check === this.#check) this.state.set(state);
  }
}
