import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { HorizontalError } from '../HorizontalError.ts';
import type { Log } from '../Log.ts';
import type { Compatibility, MediasoupConnection } from '../MediasoupConnection.ts';
import { Scope } from '../Scope.ts';
import { isGranted } from '../remote/grants.ts';
import type { ObjectKind } from '../remote/kinds.ts';
import {
  ABANDONED,
  type Call,
  HOST_REF,
  type HostBatch,
  type HostMessage,
  type Ref,
} from '../remote/messages.ts';
import { InvalidParameters, wireErrorOf } from '../remote/wireError.ts';
import { decodeValue, encodeValue } from '../remote/wireValue.ts';
import { ExportedObject } from './ExportedObject.ts';
import type { HostObject } from './hostObjects.ts';
import { exportLiving } from './exportLiving.ts';
import { type MessageLimits, MessageLog } from './MessageLog.ts';
import { createWorker, type Method, METHODS } from './methods.ts';
import { OfRouter } from './parameters.ts';
import type { PeerCaller, RemoteCaller } from './RemoteCaller.ts';

/** Calls that came before one with a lower number. */
const MOST_EARLY_CALLS = 10_000;

export type HostSessionOptions = {
  readonly id: string;
  readonly caller: RemoteCaller;
  readonly epoch: string;
  readonly compatibility: Compatibility;
  /** Without a client for so long it ends. */
  readonly graceMs: number;
  readonly maxUnconfirmed: MessageLimits;
  readonly log: Log;
  readonly onClose: () => void;
};

/**
 * The answering side of a session: carries out each call once and in order, and tells the client of its objects. When it
 * ends, what was made over it is closed.
 */
export class HostSession {
  readonly #options: HostSessionOptions;
  readonly #scope = new Scope();
  readonly #log: MessageLog;
  readonly #exports = new Map<Ref, ExportedObject>();
  readonly #refs = new Map<object, Ref>();
  /** By the app data that a call gives to what it makes. */
  readonly #making = new WeakMap<object, number>();
  readonly #early = new Map<number, Call>();
  #lastRef: Ref = HOST_REF;
  #lastCall = 0;
  #reader: AbortController | undefined;
  #stopGrace: (() => void) | undefined;
  #ended: HorizontalError | undefined;

  constructor(options: HostSessionOptions) {
    this.#options = options;
    this.#log = new MessageLog(options.maxUnconfirmed);
    const { caller, epoch } = options;
    const compatibility = { ...options.compatibility, codecs: [...options.compatibility.codecs] };
    const pipeListenInfo = caller.grant === 'control' ? caller.pipeListenInfo : undefined;
    this.#push({ type: 'hello', grant: caller.grant, epoch, compatibility, pipeListenInfo });
    if (caller.grant === 'control') this.#watchInstance(caller.instance);
    this.#push({ type: 'ready' });
    this.#startGrace();
  }

  get caller(): RemoteCaller {
    return this.#options.caller;
  }

  /**
   * The messages after `after`, for as long as somebody else does not read them: that is the same client with a new link.
   * @throws HorizontalError staleEpoch, tooSlow, closed
   */
  async *read(after: number, signal: AbortSignal): AsyncGenerator<HostBatch> {
    this.#assertGoesOn();
    if (!this.#log.has(after)) throw new HorizontalError('staleEpoch', 'messages are no longer here');
    this.#log.confirm(after);
    this.#reader?.abort();
    const reader = new AbortController();
    this.#reader = reader;
    this.#stopGrace?.();
    try {
      yield* this.#log.read(after, AbortSignal.any([signal, reader.signal]));
    } finally {
      if (this.#reader === reader) {
        this.#reader = undefined;
        this.#startGrace();
      }
    }
    this.#assertGoesOn();
  }

  receive(calls: readonly Call[], received: number): void {
    if (this.#ended !== undefined) return;
    this.#log.confirm(received);
    for (const call of calls) if (call.number > this.#lastCall) this.#early.set(call.number, call);
    if (this.#early.size > MOST_EARLY_CALLS) {
      this.close(new HorizontalError('tooSlow', 'calls are missing'));
      return;
    }
    for (let call = this.#takeNext(); call !== undefined; call = this.#takeNext()) {
      this.#carryOut(call).catch((error: unknown) => this.close(HorizontalError.from(error)));
    }
  }

  /** Closes what was made over it. */
  close(reason: HorizontalError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#scope.close();
    const { log, id, caller, onClose } = this.#options;
    const exports = [...this.#exports.values()];
    for (const exported of exports) exported.end();
    const made = exports.filter(({ isMade }) => isMade);
    for (const { object } of made) if (!object.closed) object.close();
    log.info('session ended', {
      session: id,
      caller: caller.key,
      reason: reason.message,
      closed: made.length,
    });
    this.#reader?.abort();
    onClose();
  }

  #assertGoesOn(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  #takeNext(): Call | undefined {
    const call = this.#early.get(this.#lastCall + 1);
    if (call === undefined) return undefined;
    this.#early.delete(call.number);
    this.#lastCall = call.number;
    return call;
  }

  /** Begins with it in this very turn: so calls reach the worker in the order in which they were made. */
  async #carryOut(call: Call): Promise<void> {
    let answer: HostMessage;
    try {
      const value = await this.#invoke(call);
      if (this.#ended !== undefined) {
        closeLate(value);
        return;
      }
      this.#exports.get(call.ref)?.tellState();
      answer = { type: 'answer', call: call.number, value: this.#encode(value) ?? null };
    } catch (error) {
      const { log, caller, id } = this.#options;
      const wire = wireErrorOf(error);
      log.info('call failed', {
        session: id,
        caller: caller.key,
        method: call.method,
        code: wire.code,
        error: wire.message,
      });
      answer = { type: 'failure', call: call.number, error: wire };
    }
    this.#push(answer);
  }

  async #invoke({ number, ref, method, args }: Call): Promise<unknown> {
    if (method === ABANDONED) throw new HorizontalError('timeout', 'nobody waits for it');
    const { caller } = this.#options;
    const exported = this.#exports.get(ref);
    if (exported === undefined && ref !== HOST_REF) throw new HorizontalError('notFound', `object ${ref}`);
    if (!isGranted(caller.grant, exported?.kind ?? 'host', method)) {
      throw new HorizontalError(
        'forbidden',
        `${exported?.kind ?? 'host'}.${method} is not for a ${caller.grant}`,
      );
    }
    const input = args.map((arg) => (arg === null ? undefined : decodeValue(arg, (to) => this.#require(to))));
    const made: types.AppData = {};
    this.#making.set(made, number);
    if (exported !== undefined) {
      const methods: Readonly<Record<string, Method<never>>> = METHODS[exported.kind];
      return await run(Object.hasOwn(methods, method) ? methods[method] : undefined, exported.object, {
        input,
        made,
      });
    }
    if (caller.grant === 'peer') return await this.#createPipeTransport(caller, input, made);
    return await run(method === 'createWorker' ? createWorker : undefined, caller.instance, { input, made });
  }

  async #createPipeTransport(
    caller: PeerCaller,
    [input]: unknown[],
    appData: types.AppData,
  ): Promise<types.PipeTransport> {
    const parsed = OfRouter.safeParse(input);
    if (!parsed.success) throw new InvalidParameters(parsed.error);
    const router = requireRouter(caller, parsed.data.routerId);
    const transport = await router.createPipeTransport({ ...caller.pipeTransportOptions(router), appData });
    if (this.#ended !== undefined || transport.closed) return transport;
    const parent = this.#refs.get(router) ?? this.#export('router', router, HOST_REF);
    this.#export('pipeTransport', transport, parent);
    return transport;
  }

  #require(ref: Ref): HostObject {
    const exported = this.#exports.get(ref);
    if (exported === undefined) throw new HorizontalError('notFound', `object ${ref}`);
    return exported.object;
  }

  #watchInstance(instance: MediasoupConnection): void {
    exportLiving(instance.objects, (kind, object, parent) => this.#export(kind, object, parent));
    const born = (worker: types.Worker) => void this.#export('worker', worker, HOST_REF);
    instance.observer.on('newworker', born);
    this.#scope.defer(() => instance.observer.off('newworker', born));
  }

  #export(kind: ObjectKind, object: HostObject, parent: Ref): Ref {
    const ref = ++this.#lastRef;
    const call = this.#making.get(object.appData);
    const { caller } = this.#options;
    const exported = new ExportedObject({
      ref,
      kind,
      object,
      parent,
      isMade: call !== undefined,
      push: (message) => this.#push(message),
      encode: (value) => this.#encode(value),
      onEnd: () => {
        this.#exports.delete(ref);
        this.#refs.delete(object);
      },
    });
    this.#exports.set(ref, exported);
    this.#refs.set(object, ref);
    const told = caller.grant === 'peer' && kind === 'consumer' ? appDataFor(caller, object) : undefined;
    this.#push({
      type: 'new',
      ref,
      kind,
      parent,
      state: exported.readState(),
      ...(call !== undefined && { call }),
      ...(told !== undefined && { appData: told }),
    });
    // A peer learns nothing of what others do on a router.
    if (caller.grant === 'control' || kind !== 'router') {
      exported.watchBirths((kind, child) => void this.#export(kind, child, ref));
    }
    return ref;
  }

  #encode(value: unknown): unknown {
    return encodeValue(value, (object) => {
      const ref = this.#refs.get(object);
      // What has closed meanwhile is nothing that could be sent.
      if (ref === undefined && object instanceof EnhancedEventEmitter) {
        throw new HorizontalError('closed', 'it closed in the meantime');
      }
      return ref;
    });
  }

  #push(message: HostMessage): void {
    if (this.#ended !== undefined || this.#log.push(message)) return;
    this.close(new HorizontalError('tooSlow', 'too many messages are unconfirmed'));
  }

  #startGrace(): void {
    this.#stopGrace = this.#scope.timeout(this.#options.graceMs, () =>
      this.close(new HorizontalError('disconnected', 'the client was not back in time')),
    );
  }
}

/** @throws what the method throws; HorizontalError notFound; InvalidParameters */
async function run(
  method: Method<never> | undefined,
  target: unknown,
  { input, made }: { input: unknown[]; made: types.AppData },
): Promise<unknown> {
  if (method === undefined) throw new HorizontalError('notFound', 'there is no such method');
  const parsed = method.input.safeParse(input);
  if (!parsed.success) throw new InvalidParameters(parsed.error);
  return await method.run(target as never, parsed.data, made); // The table was chosen by the target's kind.
}

function requireRouter(caller: PeerCaller, routerId: string): types.Router {
  try {
    return caller.requireRouter(routerId);
  } catch (error) {
    if (error instanceof HorizontalError) throw error;
    throw new HorizontalError('forbidden', `router ${routerId}`, error);
  }
}

function appDataFor(caller: PeerCaller, object: HostObject): types.AppData | undefined {
  return 'producerId' in object ? caller.appDataOf?.(object.producerId) : undefined;
}

function closeLate(value: unknown): void {
  if (value instanceof EnhancedEventEmitter && 'close' in value && typeof value.close === 'function')
    value.close();
}
