import { errors, type types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { HorizontalError } from '../HorizontalError.ts';
import type { Log } from '../Log.ts';
import type { Compatibility } from '../MediasoupConnection.ts';
import { Scope } from '../Scope.ts';
import { isGranted } from '../remote/grants.ts';
import type { ObjectKind } from '../remote/kinds.ts';
import { ABANDONED, type Call, HOST_REF, type HostBatch, type HostMessage } from '../remote/messages.ts';
import { InvalidParameters, wireErrorOf } from '../remote/wireError.ts';
import { ExportTable } from './ExportTable.ts';
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
  readonly #exports: ExportTable;
  readonly #early = new Map<number, Call>();
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
    this.#exports = new ExportTable({ caller, push: (message) => this.#push(message) });
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
    const closed = this.#exports.close();
    log.info('session ended', {
      session: id,
      caller: caller.key,
      reason: reason.message,
      closed,
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
      this.#exports.find(call.ref)?.tellState();
      answer = { type: 'answer', call: call.number, value: this.#exports.encode(value) ?? null };
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
    const exported = this.#exports.find(ref);
    if (exported === undefined && ref !== HOST_REF) {
      // It closed here while the client's own `close` was on its way: both want the same.
      if (method === 'close' && this.#exports.hasEnded(ref)) return undefined;
      throw new errors.NotFoundError(`object ${ref} is not there`);
    }
    const kind = exported?.kind ?? 'host';
    if (!isGranted(caller.grant, kind, method)) {
      throw new HorizontalError('forbidden', `${kind}.${method} is not for a ${caller.grant}`);
    }
    const input = args.map((arg) => (arg === null ? undefined : this.#exports.decode(arg)));
    const made = this.#exports.appDataFor(number);
    if (exported !== undefined) {
      return await run(methodOf(exported.kind, method), exported.object, { input, made });
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
    const router = await requireRouter(caller, parsed.data.routerId);
    const transport = await router.createPipeTransport({ ...caller.pipeTransportOptions(router), appData });
    if (this.#ended !== undefined || transport.closed) return transport;
    this.#exports.add('pipeTransport', transport, this.#exports.add('router', router, HOST_REF));
    return transport;
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

function methodOf(kind: ObjectKind, name: string): Method<never> | undefined {
  const methods: Readonly<Record<string, Method<never>>> = METHODS[kind];
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
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

async function requireRouter(caller: PeerCaller, routerId: string): Promise<types.Router> {
  try {
    return await caller.requireRouter(routerId);
  } catch (error) {
    if (error instanceof HorizontalError) throw error;
    throw new HorizontalError('forbidden', `router ${routerId}`, error);
  }
}

function closeLate(value: unknown): void {
  if (value instanceof EnhancedEventEmitter && 'close' in value && typeof value.close === 'function')
    value.close();
}
