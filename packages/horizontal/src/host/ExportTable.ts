import { errors, type types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { HorizontalError } from '../HorizontalError.ts';
import type { MediasoupConnection } from '../MediasoupConnection.ts';
import { Scope } from '../Scope.ts';
import type { ObjectKind } from '../remote/kinds.ts';
import { HOST_REF, type HostMessage, type Ref } from '../remote/messages.ts';
import { decodeValue, encodeValue } from '../remote/wireValue.ts';
import { ExportedObject } from './ExportedObject.ts';
import { exportLiving } from './exportLiving.ts';
import type { HostObject } from './hostObjects.ts';
import type { RemoteCaller } from './RemoteCaller.ts';

export type ExportTableOptions = {
  readonly caller: RemoteCaller;
  readonly push: (message: HostMessage) => void;
};

/** The objects that a session's client knows, by the numbers that it knows them by. */
export class ExportTable {
  readonly #options: ExportTableOptions;
  readonly #scope = new Scope();
  readonly #exports = new Map<Ref, ExportedObject>();
  readonly #refs = new Map<object, Ref>();
  /** Calls by the app data that they give to what they make. */
  readonly #making = new WeakMap<object, number>();
  #lastRef: Ref = HOST_REF;

  constructor(options: ExportTableOptions) {
    this.#options = options;
    if (options.caller.grant === 'control') this.#watchInstance(options.caller.instance);
  }

  find(ref: Ref): ExportedObject | undefined {
    return this.#exports.get(ref);
  }

  /** The client knew it, and it has closed since. */
  hasEnded(ref: Ref): boolean {
    return ref > HOST_REF && ref <= this.#lastRef && !this.#exports.has(ref);
  }

  /** The app data for what this call makes: by it the client's own call is known again. */
  appDataFor(call: number): types.AppData {
    const appData: types.AppData = {};
    this.#making.set(appData, call);
    return appData;
  }

  /** Adds it, if it is not there. */
  add(kind: ObjectKind, object: HostObject, parent: Ref): Ref {
    return this.#refs.get(object) ?? this.#add(kind, object, parent);
  }

  /** @throws HorizontalError closed: what has closed meanwhile is nothing that could be sent */
  encode(value: unknown): unknown {
    return encodeValue(value, (object) => {
      const ref = this.#refs.get(object);
      if (ref === undefined && object instanceof EnhancedEventEmitter) {
        throw new HorizontalError('closed', 'it closed in the meantime');
      }
      return ref;
    });
  }

  /** @throws NotFoundError */
  decode(value: unknown): unknown {
    return decodeValue(value, (ref) => {
      const exported = this.#exports.get(ref);
      if (exported === undefined) throw new errors.NotFoundError(`object ${ref} is not there`);
      return exported.object;
    });
  }

  /** Tells of nothing any more, and closes what was made over the session. Answers how much that was. */
  close(): number {
    this.#scope.close();
    const exports = [...this.#exports.values()];
    for (const exported of exports) exported.end();
    const made = exports.filter(({ isMade, object }) => isMade && !object.closed);
    for (const { object } of made) object.close();
    return made.length;
  }

  #watchInstance(instance: MediasoupConnection): void {
    exportLiving(instance.objects, (kind, object, parent) => this.add(kind, object, parent));
    const born = (worker: types.Worker) => void this.add('worker', worker, HOST_REF);
    instance.observer.on('newworker', born);
    this.#scope.defer(() => instance.observer.off('newworker', born));
  }

  #add(kind: ObjectKind, object: HostObject, parent: Ref): Ref {
    const ref = ++this.#lastRef;
    const call = this.#making.get(object.appData);
    const { caller, push } = this.#options;
    const exported = new ExportedObject({
      ref,
      kind,
      object,
      parent,
      isMade: call !== undefined,
      push,
      encode: (value) => this.encode(value),
      onEnd: () => {
        this.#exports.delete(ref);
        this.#refs.delete(object);
      },
    });
    this.#exports.set(ref, exported);
    this.#refs.set(object, ref);
    const appData = appDataOf(caller, object);
    push({
      type: 'new',
      ref,
      kind,
      parent,
      state: exported.readState(),
      ...(call !== undefined && { call }),
      ...(appData !== undefined && { appData }),
    });
    // A peer learns nothing of what others do on a router.
    if (caller.grant === 'control' || kind !== 'router') {
      exported.watchBirths((kind, child) => void this.add(kind, child, ref));
    }
    return ref;
  }
}

function appDataOf(caller: RemoteCaller, object: HostObject): types.AppData | undefined {
  return caller.grant === 'peer' && 'producerId' in object
    ? caller.appDataOf?.(object.producerId)
    : undefined;
}
