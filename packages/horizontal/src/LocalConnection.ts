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
import { Scope } from './Scope.ts';

export type LocalConnectionOptions = {
  readonly name?: string;
  /** Workers that were there before: mediasoup does not tell of those. */
  readonly workers?: Iterable<types.Worker>;
};

/** The mediasoup of this process (002-5). Its objects are mediasoup's own. */
export class LocalConnection implements MediasoupConnection {
  readonly name: string;
  readonly observer = new EnhancedEventEmitter<ConnectionObserverEvents>();
  readonly compatibility = localCompatibility();
  readonly #scope = new Scope();
  readonly #workers = new Set<types.Worker>();
  readonly #made = new Set<types.Worker>();

  constructor({ name = 'local', workers = [] }: LocalConnectionOptions = {}) {
    this.name = name;
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
