import { ConnectionCheck, type CheckResult, type CheckStep } from '@convene/meeting-client/check';
import type { MeetingClientApi } from '@convene/meeting-client';
import type { ErrorCode } from '@convene/protocol';
import { Store } from '../../ui/Store.ts';
import { toAppError } from '../webApi.ts';

export type ProbeState =
  | { readonly state: 'running'; readonly step: CheckStep }
  | { readonly state: 'done'; readonly result: CheckResult }
  | { readonly state: 'failed'; readonly code: ErrorCode };

type Check = Pick<ConnectionCheck, 'run' | 'close'>;
type CreateCheck = (options: ConstructorParameters<typeof ConnectionCheck>[0]) => Check;

/** The checks of one lobby, one at a time. */
export class ConnectionProbe {
  readonly state = new Store<ProbeState>({ state: 'running', step: 'path' });
  readonly #client: Pick<MeetingClientApi, 'openCheck'>;
  readonly #create: CreateCheck;
  #check: Check | undefined;

  constructor(
    client: Pick<MeetingClientApi, 'openCheck'>,
    create: CreateCheck = (options) => new ConnectionCheck(options),
  ) {
    this.#client = client;
    this.#create = create;
  }

  /** Begins one; what it finds is in `state`. */
  start(): void {
    this.#check?.close();
    const check = this.#create({
      openCheck: (input) => this.#client.openCheck(input),
      onStep: (step) => this.#tell(check, { state: 'running', step }),
    });
    this.#check = check;
    this.state.set({ state: 'running', step: 'path' });
    void this.#run(check);
  }

  close(): void {
    this.#check?.close();
    this.#check = undefined;
  }

  async #run(check: Check): Promise<void> {
    try {
      const result = await check.run();
      this.#tell(check, { state: 'done', result });
    } catch (error) {
      this.#tell(check, { state: 'failed', code: toAppError(error).code });
    }
  }

  /** One that was closed has nothing to say any more. */
  #tell(check: Check, state: ProbeState): void {
    if (check === this.#check) this.state.set(state);
  }
}
