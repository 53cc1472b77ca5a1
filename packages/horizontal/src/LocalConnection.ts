import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { localCompatibility } from './compatibility.ts';
import { HorizontalError } from './HorizontalError.ts';
import type {
  ConnectionObserverEvents,
  ConnectionState,
  MediasoupConnection,
} from './MediasoupConnection.ts';
import { LiveObjects } from './LiveObjects.ts';
import { LOOPBACK, PIPE_SIDE, type PipeSide, THIS_PROCESS } from './pipeSide.ts';
import { RouterPipes } from './RouterPipes.ts';
import { Scope } from './Scope.ts';

export type LocalConnectionOptions = {
  readonly name?: string;
  /** Workers that were there before: mediasoup does not tell of those, nor of the routers that they have already. */
  readonly workers?: Iterable<types.Worker>;
  /** Where pipes from other hosts arrive. */
  readonly pipeListenInfo?: types.TransportListenInfo;
  /** Deadline of each step of a pipe. */
  readonly callMs?: number;
};

const CALL_MS = 5_000;

/**
 * The mediasoup of this process (002-5). Its objects are mediasoup's own, but for the `pipeToRouter` of routers, which
 * takes routers of every connection.
 */
export class LocalConnection implements MediasoupConnection {
  readonly name: string;
  readonly observer = new EnhancedEventEmitter<ConnectionObserverEvents>();
  readonly compatibility = localCompatibility();
  readonly #scope = new Scope();
  readonly #workers = new Set<types.Worker>();
  readonly #made = new Set<types.Worker>();
  readonly objects: LiveObjects;

  constructor(options: LocalConnectionOptions = {}) {
    const { name = 'local', workers = [], pipeListenInfo = LOOPBACK, callMs = CALL_MS } = options;
    this.name = name;
    this.objects = new LiveObjects(this);
    const pipes = new RouterPipes({ objects: this.objects, stepMs: callMs });
    const side: PipeSide = { host: THIS_PROCESS, listenInfo: pipeListenInfo };
    this.objects.observer.on('newrouter', (router) => {
      const pipeToRouter = async (to: types.PipeToRouterOptions) => await pipes.pipe(router, to);
      Object.defineProperties(router, {
        pipeToRouter: { value: pipeToRouter },
        [PIPE_SIDE]: { value: side },
      });
    });
    this.#scope.defer(() => pipes.close());
    const onWorker = (worker: types.Worker) => this.#add(worker);
    for (const worker of workers) onWorker(worker);
    mediasoup.observer.on('newworker', onWorker);
    this.#scope.defer(() => mediasoup.observer.off('newworker', onWorker));
  }

  get state(): ConnectionState {
    return this.#scope.closed ? 'closed' : 'open';
  }

  get workers(): ReadonlySet<types.Worker> {
    return this.#workers;
  }

  async createWorker<W extends types.AppData = types.AppData>(
    settings?: types.WorkerSettings<W>,
  ): Promise<types.Worker<W>> {
    if (this.#scope.closed) throw new HorizontalError('closed', `createWorker on ${this.name}`);
    const worker = await mediasoup.createWorker(settings);
    if (this.#scope.closed) {
      worker.close();
      throw new HorizontalError('closed', `createWorker on ${this.name}`);
    }
    this.#made.add(worker);
    worker.observer.once('close', () => this.#made.delete(worker));
    return worker;
  }

  close(): void {
    if (this.#scope.closed) return;
    this.#scope.close();
    for (const worker of [...this.#made]) worker.close();
    this.#workers.clear();
    this.observer.safeEmit('statechange', 'closed');
    this.observer.safeEmit('close');
  }

  #add(worker: types.Worker): void {
    if (worker.closed) return;
    this.#workers.add(worker);
    worker.observer.once('close', () => this.#workers.delete(worker));
    this.observer.safeEmit('newworker', worker);
  }
}
