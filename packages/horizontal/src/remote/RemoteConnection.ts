import { errors, type types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { HorizontalError } from '../HorizontalError.ts';
import { type Log, noLog } from '../Log.ts';
import type {
  Compatibility,
  ConnectionObserverEvents,
  ConnectionState,
  MediasoupConnection,
} from '../MediasoupConnection.ts';
import { LiveObjects } from '../LiveObjects.ts';
import { LOOPBACK } from '../pipeSide.ts';
import { RouterPipes } from '../RouterPipes.ts';
import { ClientSession, type SessionMessage } from './ClientSession.ts';
import type { LinkChannel } from './LinkChannel.ts';
import { type Grant, HOST_REF, PROTOCOL } from './messages.ts';
import type { RemoteCall, RemotePort } from './RemoteHandle.ts';
import { RemoteObject } from './RemoteObject.ts';
import { RemoteObjects } from './RemoteObjects.ts';
import type { RouterPiping } from './RemoteRouter.ts';
import { RemoteWorker } from './RemoteWorker.ts';

export type RemoteConnectionOptions = {
  readonly name: string;
  readonly channel: LinkChannel;
  /** Deadline of a call. */
  readonly callMs: number;
  /** How long the link may be gone, at the beginning too: then all that was made over it is closed, here and there. */
  readonly graceMs: number;
  readonly log?: Log;
};

type Hello = Extract<SessionMessage, { type: 'hello' }>;

/**
 * A mediasoup instance on another host, behind a `MediasoupHost`. Its objects look and behave as mediasoup's own; what it
 * may do with them is the host's to grant.
 */
export class RemoteConnection implements MediasoupConnection {
  readonly name: string;
  readonly objects: LiveObjects;
  readonly observer = new EnhancedEventEmitter<ConnectionObserverEvents>();
  readonly #session: ClientSession;
  readonly #objects: RemoteObjects;
  readonly #log: Log;
  readonly #ready = Promise.withResolvers<void>();
  #hello: Hello | undefined;
  #pipes: RouterPipes | undefined;

  /** @throws HorizontalError unauthorized, staleEpoch, incompatible, disconnected */
  static async open(options: RemoteConnectionOptions): Promise<RemoteConnection> {
    const connection = new RemoteConnection(options);
    await connection.#ready.promise;
    return connection;
  }

  private constructor({ name, channel, callMs, graceMs, log = noLog }: RemoteConnectionOptions) {
    this.name = name;
    this.#log = log;
    this.#objects = new RemoteObjects({
      port: this.#port(),
      piping: this.#piping(callMs),
      appDataOf: (call) => this.#session.appDataOf(call),
      onWorker: (worker) => this.observer.safeEmit('newworker', worker),
    });
    this.objects = new LiveObjects(this);
    this.#session = new ClientSession({
      channel,
      callMs,
      graceMs,
      log,
      onMessage: (message) => this.#onMessage(message),
      onState: (state, reason) => this.#onState(state, reason),
      onLateAnswer: (value) => this.#closeLate(value),
    });
  }

  get state(): ConnectionState {
    return this.#session.state;
  }

  /** What the host lets this side do. */
  get grant(): Grant {
    return this.#requireHello().grant;
  }

  /** Another one for each process of the host. */
  get epoch(): string {
    return this.#requireHello().epoch;
  }

  get compatibility(): Compatibility {
    return this.#requireHello().compatibility;
  }

  get workers(): ReadonlySet<types.Worker> {
    return this.#objects.workers;
  }

  async createWorker<W extends types.AppData = types.AppData>(
    settings: types.WorkerSettings<W> = {},
  ): Promise<types.Worker<W>> {
    const { appData, ...rest } = settings;
    if (appData !== undefined && (typeof appData !== 'object' || appData === null)) {
      throw new TypeError('if given, appData must be an object');
    }
    if (settings.dtlsCertificateFile !== undefined || settings.dtlsPrivateKeyFile !== undefined) {
      throw new errors.UnsupportedError('a certificate is a file of the host, and not taken from afar');
    }
    const worker = await this.#call({ ref: HOST_REF, method: 'createWorker', args: [rest], appData });
    if (!(worker instanceof RemoteWorker)) throw new HorizontalError('remote', 'createWorker brought none');
    return worker;
  }

  /**
   * A router of a peer server, without asking: whether it is there shows when a PipeTransport is made on it, which is
   * all that can be done with it. The same one each time, until it closes.
   */
  router(peer: { id: string; rtpCapabilities?: types.RtpCapabilities }): types.Router {
    if (this.state === 'closed') throw new HorizontalError('closed', `router of ${this.name}`);
    return this.#objects.peerRouter(peer.id, peer.rtpCapabilities);
  }

  close(): void {
    this.#session.close(new HorizontalError('closed', 'the connection was closed'));
  }

  #piping(stepMs: number): RouterPiping {
    const side = () => ({ host: this.epoch, listenInfo: this.#requireHello().pipeListenInfo ?? LOOPBACK });
    const pipes = () => (this.#pipes ??= new RouterPipes({ objects: this.objects, stepMs }));
    return {
      get side() {
        return side();
      },
      pipe: async (source, options) => await pipes().pipe(source, options),
    };
  }

  #port(): RemotePort {
    const grant = () => this.grant;
    return {
      get grant() {
        return grant();
      },
      call: async (call) => await this.#call(call),
      post: (call) => {
        this.#call({ ...call, isPosted: true }).catch((error: unknown) =>
          this.#log.info('a call failed unseen', { connection: this.name, method: call.method, error }),
        );
      },
      forget: (ref) => this.#objects.forget(ref),
    };
  }

  async #call(call: RemoteCall): Promise<unknown> {
    const args = call.args.map((arg) => this.#objects.encode(arg) ?? null);
    return this.#objects.decode(await this.#session.call({ ...call, args }));
  }

  #onMessage(message: SessionMessage): void {
    try {
      if (message.type === 'hello') this.#greet(message);
      else if (message.type === 'ready') this.#ready.resolve();
      else this.#objects.receive(message);
    } catch (error) {
      this.#session.close(HorizontalError.from(error));
    }
  }

  #greet(hello: Hello): void {
    const { protocol } = hello.compatibility;
    if (protocol !== PROTOCOL)
      throw new HorizontalError('incompatible', `protocol ${protocol}, not ${PROTOCOL}`);
    this.#hello = hello;
  }

  #requireHello(): Hello {
    if (this.#hello === undefined) throw new HorizontalError('disconnected', 'the host has not answered yet');
    return this.#hello;
  }

  #onState(state: ConnectionState, reason: HorizontalError | undefined): void {
    this.observer.safeEmit('statechange', state);
    if (state !== 'closed' || reason === undefined) return;
    this.#ready.reject(reason);
    this.#pipes?.close();
    this.#objects.close(reason);
    this.observer.safeEmit('close');
  }

  #closeLate(value: unknown): void {
    // What it was made on may be closed here: it went with that.
    const late = this.#objects.decodeLiving(value);
    if (!(late instanceof RemoteObject)) return;
    this.#log.warn('made too late, closed', { connection: this.name, kind: late.handle.kind });
    late.close();
  }
}
