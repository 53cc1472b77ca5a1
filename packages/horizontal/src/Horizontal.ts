import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { incompatibility } from './compatibility.ts';
import { HorizontalError } from './HorizontalError.ts';
import type { MediasoupConnection } from './MediasoupConnection.ts';
import { Scope } from './Scope.ts';

export type HorizontalObserverEvents = {
  newworker: [types.Worker];
  newconnection: [MediasoupConnection];
  connectionclose: [MediasoupConnection];
};

/**
 * A Set of mediasoup instances, on whatever hosts, with mediasoup's own API in front of them: code that was written for
 * the module `mediasoup` runs on it unchanged (002-2, 002-3, 002-10).
 */
export class Horizontal implements types.Index, Iterable<MediasoupConnection> {
  readonly version: string = mediasoup.version;
  readonly workerBin: string = mediasoup.workerBin;
  readonly errors: typeof mediasoup.errors = mediasoup.errors;
  readonly ortc: typeof mediasoup.ortc = mediasoup.ortc;
  readonly extras: typeof mediasoup.extras = mediasoup.extras;
  readonly setLogEventListeners: typeof mediasoup.setLogEventListeners = mediasoup.setLogEventListeners;
  readonly getSupportedRtpCapabilities: typeof mediasoup.getSupportedRtpCapabilities =
    mediasoup.getSupportedRtpCapabilities;
  readonly parseScalabilityMode: typeof mediasoup.parseScalabilityMode = mediasoup.parseScalabilityMode;
  readonly observer = new EnhancedEventEmitter<HorizontalObserverEvents>();
  readonly #connections = new Map<MediasoupConnection, Scope>();
  /** Workers that are being made, and do not count among those that live yet. */
  readonly #making = new Map<MediasoupConnection, number>();

  constructor(connections: Iterable<MediasoupConnection> = []) {
    for (const connection of connections) this.add(connection);
  }

  get size(): number {
    return this.#connections.size;
  }

  /** All workers that live now. */
  get workers(): ReadonlySet<types.Worker> {
    return new Set([...this].flatMap(({ workers }) => [...workers]));
  }

  /**
   * Observes it from now on; it leaves by itself when it closes. Its workers are told of by `observer`, those that it
   * has already too. @throws HorizontalError incompatible, with the reason (002-6); closed
   */
  add(connection: MediasoupConnection): this {
    if (this.has(connection)) return this;
    if (connection.state === 'closed') throw new HorizontalError('closed', connection.name);
    for (const other of this) {
      const reason = incompatibility(other.compatibility, connection.compatibility);
      if (reason !== undefined) {
        throw new HorizontalError('incompatible', `${connection.name} is not as ${other.name}: ${reason}`);
      }
    }
    const scope = new Scope();
    this.#connections.set(connection, scope);
    const onWorker = (worker: types.Worker) => this.observer.safeEmit('newworker', worker);
    const onClose = () => this.delete(connection);
    connection.observer.on('newworker', onWorker).on('close', onClose);
    scope.defer(() => connection.observer.off('newworker', onWorker).off('close', onClose));
    this.observer.safeEmit('newconnection', connection);
    for (const worker of connection.workers) onWorker(worker);
    return this;
  }

  /** Lets go of it; it is not closed. */
  delete(connection: MediasoupConnection): boolean {
    const scope = this.#connections.get(connection);
    if (scope === undefined) return false;
    this.#connections.delete(connection);
    scope.close();
    this.observer.safeEmit('connectionclose', connection);
    return true;
  }

  has(connection: MediasoupConnection): boolean {
    return this.#connections.has(connection);
  }

  clear(): void {
    for (const connection of [...this]) this.delete(connection);
  }

  forEach(run: (value: MediasoupConnection, key: MediasoupConnection, set: Horizontal) => void): void {
    for (const connection of this) run(connection, connection, this);
  }

  values(): SetIterator<MediasoupConnection> {
    return this.#connections.keys();
  }

  keys(): SetIterator<MediasoupConnection> {
    return this.values();
  }

  *entries(): SetIterator<[MediasoupConnection, MediasoupConnection]> {
    for (const connection of this) yield [connection, connection];
  }

  [Symbol.iterator](): SetIterator<MediasoupConnection> {
    return this.values();
  }

  /** On the instance with the fewest workers; of several, on the one with the fewest consumers (002-7). */
  createWorker = async <W extends types.AppData = types.AppData>(
    settings?: types.WorkerSettings<W>,
  ): Promise<types.Worker<W>> => {
    const connection = this.#selectConnection();
    this.#making.set(connection, this.#makingOn(connection) + 1);
    try {
      return await connection.createWorker(settings);
    } finally {
      this.#making.set(connection, this.#makingOn(connection) - 1);
    }
  };

  #makingOn(connection: MediasoupConnection): number {
    return this.#making.get(connection) ?? 0;
  }

  #selectConnection(): MediasoupConnection {
    const loads = [...this]
      .filter(({ state }) => state === 'open')
      .map((connection) => ({
        connection,
        workers: connection.workers.size + this.#makingOn(connection),
        consumers: consumersOf(connection),
      }))
      .sort((one, other) => one.workers - other.workers || one.consumers - other.consumers);
    const [least] = loads;
    if (least === undefined) throw new HorizontalError('disconnected', 'no instance is there');
    return least.connection;
  }
}

function consumersOf({ objects }: MediasoupConnection): number {
  let consumers = 0;
  for (const { transports } of objects.routers.values()) {
    for (const transport of transports.values()) consumers += transport.consumers.size;
  }
  return consumers;
}
