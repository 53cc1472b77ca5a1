import { errors, type types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { type CloseCause, EVENTS, type ObjectKind } from './kinds.ts';
import type { RemoteHandle } from './RemoteHandle.ts';

// mediasoup's own type of the events of an emitter.
// oxlint-disable-next-line typescript/no-explicit-any
type Events = Record<string, any[]>;

/** The events of an emitter are known by its class; here they are names that came over the wire. */
function emitOn(emitter: EnhancedEventEmitter<never>, event: string, args: readonly unknown[]): void {
  // `never` takes every emitter, and has no events to check against.
  (emitter as unknown as EnhancedEventEmitter).safeEmit(event, ...args);
}

/** In which order mediasoup closes the children of an object, and what they are told. */
const CHILDREN: Readonly<Partial<Record<ObjectKind, { order: readonly ObjectKind[]; cause: CloseCause }>>> = {
  worker: { order: ['router', 'webRtcServer'], cause: 'workerclose' },
  router: {
    order: [
      'webRtcTransport',
      'plainTransport',
      'pipeTransport',
      'directTransport',
      'audioLevelObserver',
      'activeSpeakerObserver',
    ],
    cause: 'routerclose',
  },
};
const OF_TRANSPORT = {
  order: ['producer', 'consumer', 'dataProducer', 'dataConsumer'],
  cause: 'transportclose',
} as const;

export type AnyRemoteObject = RemoteObject<ObjectKind, never, never, types.AppData>;

/**
 * A mediasoup object that lives on another host. It closes by itself with its parent, and emits what mediasoup emits in
 * the same order: so one message tells of a whole tree, and `close()` takes effect at once.
 */
export abstract class RemoteObject<
  K extends ObjectKind,
  E extends Events,
  O extends Events,
  A extends types.AppData,
> extends EnhancedEventEmitter<E> {
  /** Held here alone: each side has its own. */
  appData: A;
  readonly #observer = new EnhancedEventEmitter<O>();
  readonly #children = new Set<AnyRemoteObject>();
  readonly #handle: RemoteHandle<K>;
  #parent: AnyRemoteObject | undefined;
  #closed = false;

  constructor(handle: RemoteHandle<K>, appData: A) {
    super();
    this.#handle = handle;
    this.appData = appData;
  }

  get handle(): RemoteHandle<K> {
    return this.#handle;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get observer(): EnhancedEventEmitter<O> {
    return this.#observer;
  }

  /** The objects made on this one that are not closed. */
  get children(): ReadonlySet<AnyRemoteObject> {
    return this.#children;
  }

  get parent(): AnyRemoteObject | undefined {
    return this.#parent;
  }

  adopt(child: AnyRemoteObject): void {
    this.#children.add(child);
    child.#parent = this as unknown as AnyRemoteObject; // What is emitted on a parent has no say here.
  }

  close(): void {
    if (this.#closed) return;
    this.#handle.post('close');
    this.shut('close');
  }

  /** Closed, by whomever: nothing of it is sent. */
  shut(cause: CloseCause, message?: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onShut(cause);
    if (this.#parent !== undefined) this.#parent.#children.delete(this);
    this.#shutChildren();
    this.emitShut(cause, message);
    this.#handle.port.forget(this.#handle.ref);
    emitOn(this.#observer as never, 'close', []);
  }

  /** An event of the real object. */
  deliver(event: string, args: readonly unknown[]): void {
    if (this.#closed) return this.deliverLate(event);
    const { both, self, observer } = EVENTS[this.#handle.kind];
    if (both.includes(event) || self.includes(event)) emitOn(this as never, event, args);
    if (both.includes(event) || observer.includes(event)) emitOn(this.#observer as never, event, args);
  }

  /** Tells whoever observes this object of a new one made on it. */
  announce(event: string, child: AnyRemoteObject): void {
    emitOn(this.#observer as never, event, [child]);
  }

  /** @throws NotFoundError, WorkerClosedError of a closed one, as mediasoup's; what the real object throws */
  protected async call(method: string, ...args: unknown[]): Promise<unknown> {
    this.#assertOpen(method);
    return await this.#handle.call(method, ...args);
  }

  protected async create<T>(
    method: string,
    options: { appData?: types.AppData } | undefined,
    type: abstract new (...args: never[]) => T,
  ): Promise<T> {
    this.#assertOpen(method);
    return await this.#handle.create(method, options, type);
  }

  /** For what mediasoup answers nothing to; to a closed one it says nothing either. */
  protected post(method: string, ...args: unknown[]): void {
    if (!this.#closed) this.#handle.post(method, ...args);
  }

  protected deliverLate(_event: string): void {
    // What is closed is silent.
  }

  /** States that closing brings about. */
  protected onShut(_cause: CloseCause): void {
    // Most have none.
  }

  protected emitShut(cause: CloseCause, _message?: string): void {
    emitOn(this as never, cause === 'close' ? '@close' : cause, []);
  }

  protected emitSelf(event: string, ...args: unknown[]): void {
    emitOn(this as never, event, args);
  }

  #assertOpen(method: string): void {
    if (!this.#closed) return;
    const { kind } = this.#handle;
    if (this.#isWorkerClosed())
      throw new errors.WorkerClosedError(`worker closed, cannot call ${kind}.${method}`);
    throw new errors.NotFoundError(`${kind} closed, cannot call ${method}`);
  }

  #isWorkerClosed(): boolean {
    if (this.#handle.kind === 'worker') return this.#closed;
    return this.#parent !== undefined && this.#parent.#isWorkerClosed();
  }

  #shutChildren(): void {
    const { order, cause } = CHILDREN[this.#handle.kind] ?? OF_TRANSPORT;
    for (const kind of order) {
      for (const child of [...this.#children]) if (child.#handle.kind === kind) child.shut(cause);
    }
    this.#children.clear();
  }
}
