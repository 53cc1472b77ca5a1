import { STATES, type CloseCause, EVENTS, type ObjectKind } from '../remote/kinds.ts';
import { HOST_REF, type HostMessage, type Ref } from '../remote/messages.ts';
import { Scope } from '../Scope.ts';
import { CHANGING, type HostObject, STATELESS_EVENTS, watchBirths } from './hostObjects.ts';

export type ExportOptions = {
  readonly ref: Ref;
  readonly kind: ObjectKind;
  readonly object: HostObject;
  readonly parent: Ref;
  /** Whether it is closed with the session. */
  readonly isMade: boolean;
  readonly push: (message: HostMessage) => void;
  readonly encode: (value: unknown) => unknown;
  /** Nothing comes of it any more. */
  readonly onEnd: () => void;
};

/** What an emitter of mediasoup's is when its events are names. */
type Emitter = {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
};

/** Events by which an object tells that it closed because another one did. */
const CAUSES: readonly CloseCause[] = [
  'died',
  'workerclose',
  'routerclose',
  'transportclose',
  'producerclose',
  'dataproducerclose',
  'listenserverclose',
];
const BY_PARENT: ReadonlySet<CloseCause> = new Set(['workerclose', 'routerclose', 'transportclose']);

/** A mediasoup object that a session knows: tells the session's client of its properties, events and end. */
export class ExportedObject {
  readonly ref: Ref;
  readonly kind: ObjectKind;
  readonly object: HostObject;
  readonly isMade: boolean;
  readonly #options: ExportOptions;
  readonly #scope = new Scope();
  /** What the client has, as JSON. */
  readonly #told = new Map<string, string | undefined>();
  #cause: CloseCause = 'close';
  #message: string | undefined;

  constructor(options: ExportOptions) {
    this.#options = options;
    this.ref = options.ref;
    this.kind = options.kind;
    this.object = options.object;
    this.isMade = options.isMade;
    this.#watch();
  }

  /** The properties that the client is told of at first. */
  readState(): Record<string, unknown> {
    const keys = Object.keys(STATES[this.kind].shape);
    for (const key of CHANGING[this.kind] ?? []) this.#told.set(key, JSON.stringify(this.#read(key)));
    return Object.fromEntries(keys.map((key) => [key, this.#options.encode(this.#read(key))]));
  }

  /** Tells the properties that are not what the client has. */
  tellState(): void {
    const changed: Record<string, unknown> = {};
    for (const key of CHANGING[this.kind] ?? []) {
      const value = this.#read(key);
      const json = JSON.stringify(value);
      if (json === this.#told.get(key)) continue;
      this.#told.set(key, json);
      changed[key] = this.#options.encode(value) ?? null;
    }
    if (Object.keys(changed).length > 0) this.#options.push({ type: 'state', ref: this.ref, state: changed });
  }

  /** Exports what is made on it. */
  watchBirths(born: (kind: ObjectKind, object: HostObject) => void): void {
    this.#scope.defer(watchBirths(this.kind, this.object, born));
  }

  /** Tells no more of it. */
  end(): void {
    if (this.#scope.closed) return;
    this.#scope.close();
    this.#options.onEnd();
  }

  #read(key: string): unknown {
    return Reflect.get(this.object, key);
  }

  #watch(): void {
    const self: Emitter = this.object;
    const observer: Emitter = this.object.observer;
    const { both, self: own, observer: observed } = EVENTS[this.kind];
    for (const event of [...both, ...own]) this.#listen(self, event, (...args) => this.#tell(event, args));
    for (const event of observed) this.#listen(observer, event, (...args) => this.#tell(event, args));
    for (const cause of CAUSES) {
      this.#listen(self, cause, (error) => {
        this.#cause = cause;
        if (error instanceof Error) this.#message = error.message;
      });
    }
    this.#listen(observer, 'close', () => this.#onClose());
  }

  #listen(emitter: Emitter, event: string, listener: (...args: unknown[]) => void): void {
    emitter.on(event, listener);
    this.#scope.defer(() => emitter.off(event, listener));
  }

  #tell(event: string, args: unknown[]): void {
    // That a worker died says this too.
    if (event === 'subprocessclose' && this.#cause === 'died') return;
    if (!STATELESS_EVENTS.has(event)) this.tellState();
    const encoded = args.map((arg) => this.#options.encode(arg) ?? null);
    this.#options.push({ type: 'event', ref: this.ref, event, args: encoded });
    if (event === 'subprocessclose') this.end();
  }

  #onClose(): void {
    const { parent, push } = this.#options;
    const cause = this.#cause;
    // What closes with its parent does so at the client too. A router of a peer has none there.
    if (!BY_PARENT.has(cause) || parent === HOST_REF) {
      push({
        type: 'closed',
        ref: this.ref,
        cause,
        ...(this.#message !== undefined && { message: this.#message }),
      });
    }
    // A worker that was closed still tells when its process has ended.
    if (this.kind !== 'worker' || cause === 'died') this.end();
  }
}
