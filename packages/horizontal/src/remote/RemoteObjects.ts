import type { types } from 'mediasoup';
import { HorizontalError } from '../HorizontalError.ts';
import type { SessionMessage } from './ClientSession.ts';
import { makeProxy, NEW_EVENTS } from './makeProxy.ts';
import { HOST_REF, type Ref } from './messages.ts';
import { PeerRouter } from './PeerRouter.ts';
import { RemoteHandle, type RemotePort } from './RemoteHandle.ts';
import { type AnyRemoteObject, RemoteObject } from './RemoteObject.ts';
import type { RouterPiping } from './RemoteRouter.ts';
import { RemoteWorker } from './RemoteWorker.ts';
import { decodeValue, encodeValue } from './wireValue.ts';

export type RemoteObjectsOptions = {
  readonly port: RemotePort;
  readonly piping: RouterPiping;
  /** What was given with the call that made the object. */
  readonly appDataOf: (call: number) => types.AppData | undefined;
  readonly onWorker: (worker: RemoteWorker) => void;
};

/** Not told by the host yet. */
const UNBOUND: Ref = -1;

type ObjectMessage = Exclude<SessionMessage, { type: 'hello' | 'ready' }>;

/** The proxies of one session, by the host's numbers. */
export class RemoteObjects {
  readonly #options: RemoteObjectsOptions;
  readonly #objects = new Map<Ref, AnyRemoteObject>();
  readonly #workers = new Set<RemoteWorker>();
  readonly #peerRouters = new Map<string, PeerRouter>();

  constructor(options: RemoteObjectsOptions) {
    this.#options = options;
  }

  get workers(): ReadonlySet<RemoteWorker> {
    return this.#workers;
  }

  /** @throws HorizontalError notFound */
  require(ref: Ref): AnyRemoteObject {
    const object = this.#objects.get(ref);
    if (object === undefined) throw new HorizontalError('notFound', `object ${ref}`);
    return object;
  }

  encode(value: unknown): unknown {
    return encodeValue(value, (object) => (object instanceof RemoteObject ? object.handle.ref : undefined));
  }

  /** @throws HorizontalError notFound */
  decode(value: unknown): unknown {
    return decodeValue(value, (ref) => this.require(ref));
  }

  /** Nothing, where it speaks of an object that was closed here meanwhile. */
  decodeLiving(value: unknown): unknown {
    try {
      return this.decode(value);
    } catch (error) {
      if (error instanceof HorizontalError && error.code === 'notFound') return undefined;
      throw error;
    }
  }

  peerRouter(id: string, rtpCapabilities: types.RtpCapabilities | undefined): PeerRouter {
    const known = this.#peerRouters.get(id);
    if (known !== undefined) return known;
    const { port, piping } = this.#options;
    const state = { id, rtpCapabilities: rtpCapabilities ?? {} };
    const handle = new RemoteHandle({ kind: 'router', ref: UNBOUND, port, state });
    const router = new PeerRouter(handle, {}, piping);
    this.#peerRouters.set(id, router);
    router.observer.once('close', () => this.#peerRouters.delete(id));
    return router;
  }

  /** @throws HorizontalError incompatible */
  receive(message: ObjectMessage): void {
    switch (message.type) {
      case 'new': {
        this.#add(message);
        return;
      }
      case 'state': {
        this.#objects.get(message.ref)?.handle.patch(record(this.decode(message.state)));
        return;
      }
      case 'event': {
        this.#deliver(message);
        return;
      }
      case 'closed': {
        this.#objects.get(message.ref)?.shut(message.cause, message.message);
        return;
      }
      default: {
        message satisfies never;
      }
    }
  }

  forget(ref: Ref): void {
    // A worker still tells of its process.
    if (!(this.#objects.get(ref) instanceof RemoteWorker)) this.#objects.delete(ref);
  }

  /** The host, or the way to it, is gone: everything with it. */
  close(reason: HorizontalError): void {
    for (const worker of [...this.#workers]) {
      worker.shut(reason.code === 'closed' ? 'close' : 'died', reason.message);
    }
    for (const router of [...this.#peerRouters.values()]) router.shut('workerclose');
    this.#objects.clear();
  }

  #add(message: Extract<ObjectMessage, { type: 'new' }>): void {
    const { ref, kind, parent, state, call, appData } = message;
    if (kind === 'router' && parent === HOST_REF) {
      this.#bindPeerRouter(ref, state);
      return;
    }
    const { port, piping, appDataOf, onWorker } = this.#options;
    const given = (call !== undefined && appDataOf(call)) || appData || {};
    const object = makeProxy({ kind, ref, port, piping, state: this.decode(state), appData: given });
    this.#objects.set(ref, object);
    const worker: unknown = object;
    if (worker instanceof RemoteWorker) {
      this.#workers.add(worker);
      worker.observer.once('close', () => this.#workers.delete(worker));
      worker.on('subprocessclose', () => this.#objects.delete(ref));
      onWorker(worker);
      return;
    }
    const above = this.#objects.get(parent);
    // Closed here, and the host does not know yet: what was made on it goes with it.
    if (above === undefined || above.closed) return object.close();
    above.adopt(object);
    above.announce(NEW_EVENTS[kind], object);
  }

  #bindPeerRouter(ref: Ref, state: Record<string, unknown>): void {
    const router = this.#peerRouters.get(String(state['id']));
    if (router === undefined) return;
    router.handle.bind(ref);
    this.#objects.set(ref, router as unknown as AnyRemoteObject); // Which events it has is its class's affair.
  }

  #deliver({ ref, event, args }: Extract<ObjectMessage, { type: 'event' }>): void {
    const decoded = this.decodeLiving(args.map((arg) => (arg === null ? undefined : arg)));
    if (Array.isArray(decoded)) this.#objects.get(ref)?.deliver(event, decoded);
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
