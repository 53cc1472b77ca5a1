import type { types } from 'mediasoup';
import { HorizontalError } from '../HorizontalError.ts';
import { isGranted } from './grants.ts';
import { type ObjectKind, STATES, type StateOf } from './kinds.ts';
import type { Grant, Ref } from './messages.ts';

export type RemoteCall = {
  readonly ref: Ref;
  readonly method: string;
  readonly args: readonly unknown[];
  /** Of what the call makes. It stays here. */
  readonly appData?: types.AppData | undefined;
  /** Nobody waits for the answer: it is carried out whenever the link allows, however late. */
  readonly isPosted?: boolean;
};

/** What the proxies need of their connection. */
export interface RemotePort {
  readonly grant: Grant;
  /** Carries out a method there; objects among the arguments and in the answer are proxies here. */
  call(call: RemoteCall): Promise<unknown>;
  /** The same for what mediasoup answers nothing to. */
  post(call: RemoteCall): void;
  /** The object is closed: nothing comes of it any more. */
  forget(ref: Ref): void;
}

/** What a proxy holds of the object for which it stands. */
export class RemoteHandle<K extends ObjectKind> {
  readonly kind: K;
  readonly port: RemotePort;
  #ref: Ref;
  #state: StateOf<K>;

  constructor(options: { kind: K; ref: Ref; port: RemotePort; state: unknown }) {
    this.kind = options.kind;
    this.#ref = options.ref;
    this.port = options.port;
    this.#state = parseState(options.kind, options.state);
  }

  get ref(): Ref {
    return this.#ref;
  }

  /** For a proxy that was there before the host told its number. */
  bind(ref: Ref): void {
    this.#ref = ref;
  }

  /** The object's properties as they were told last; whoever hands them out copies them, as mediasoup does. */
  get state(): StateOf<K> {
    return this.#state;
  }

  patch(changes: Record<string, unknown>): void {
    const entries = Object.entries(changes).map(([key, value]) => [key, value === null ? undefined : value]);
    this.#state = parseState(this.kind, { ...this.#state, ...Object.fromEntries(entries) });
  }

  /** @throws HorizontalError forbidden: what the grant does not have is refused without asking. */
  assertGranted(method: string): void {
    if (isGranted(this.port.grant, this.kind, method)) return;
    throw new HorizontalError('forbidden', `${this.kind}.${method} is not for a ${this.port.grant}`);
  }

  async call(method: string, ...args: unknown[]): Promise<unknown> {
    this.assertGranted(method);
    return await this.port.call({ ref: this.#ref, method, args });
  }

  post(method: string, ...args: unknown[]): void {
    this.assertGranted(method);
    this.port.post({ ref: this.#ref, method, args });
  }

  /** `options.appData` stays here: the new proxy carries it. */
  async create<T>(
    method: string,
    options: { appData?: types.AppData } | undefined,
    type: abstract new (...args: never[]) => T,
  ): Promise<T> {
    this.assertGranted(method);
    const { appData, ...rest } = options ?? {};
    if (appData !== undefined && (typeof appData !== 'object' || appData === null)) {
      throw new TypeError('if given, appData must be an object');
    }
    const made = await this.port.call({ ref: this.#ref, method, args: [rest], appData });
    if (!(made instanceof type)) throw new HorizontalError('remote', `${method} brought something else`);
    return made;
  }
}

function parseState<K extends ObjectKind>(kind: K, state: unknown): StateOf<K> {
  const parsed = STATES[kind].safeParse(state);
  if (!parsed.success) throw new HorizontalError('incompatible', `${kind}: ${parsed.error.message}`);
  // The schema was taken by this very kind.
  return parsed.data as StateOf<K>;
}
