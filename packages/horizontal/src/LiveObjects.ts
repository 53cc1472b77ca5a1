import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';

/** What is on one transport now. */
export type TransportObjects = {
  readonly producers: Map<string, types.Producer>;
  readonly consumers: Map<string, types.Consumer>;
  readonly dataProducers: Map<string, types.DataProducer>;
  readonly dataConsumers: Map<string, types.DataConsumer>;
};

/** What is on one router now. */
export type RouterObjects = {
  readonly worker: types.Worker;
  readonly transports: Map<types.Transport, TransportObjects>;
  readonly rtpObservers: Set<types.RtpObserver>;
};

type Workers = {
  readonly workers: ReadonlySet<types.Worker>;
  readonly observer: { on(event: 'newworker', listener: (worker: types.Worker) => void): unknown };
};

/** The objects of a connection that live now, by what mediasoup's observers tell of them (002-8, 002-9). */
export class LiveObjects {
  readonly observer = new EnhancedEventEmitter<{ newrouter: [types.Router] }>();
  readonly #workers = new Set<types.Worker>();
  readonly #webRtcServers = new Map<types.WebRtcServer, types.Worker>();
  readonly #routers = new Map<types.Router, RouterObjects>();

  constructor(connection: Workers) {
    for (const worker of connection.workers) this.#watchWorker(worker);
    connection.observer.on('newworker', (worker) => this.#watchWorker(worker));
  }

  get workers(): ReadonlySet<types.Worker> {
    return this.#workers;
  }

  get webRtcServers(): ReadonlyMap<types.WebRtcServer, types.Worker> {
    return this.#webRtcServers;
  }

  get routers(): ReadonlyMap<types.Router, RouterObjects> {
    return this.#routers;
  }

  producer(router: types.Router, producerId: string): types.Producer | undefined {
    return this.#find(router, ({ producers }) => producers.get(producerId));
  }

  dataProducer(router: types.Router, dataProducerId: string): types.DataProducer | undefined {
    return this.#find(router, ({ dataProducers }) => dataProducers.get(dataProducerId));
  }

  #find<T>(router: types.Router, find: (objects: TransportObjects) => T | undefined): T | undefined {
    for (const objects of this.#routers.get(router)?.transports.values() ?? []) {
      const found = find(objects);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #watchWorker(worker: types.Worker): void {
    if (worker.closed || this.#workers.has(worker)) return;
    this.#workers.add(worker);
    worker.observer.once('close', () => this.#workers.delete(worker));
    worker.observer.on('newwebrtcserver', (server) => {
      this.#webRtcServers.set(server, worker);
      server.observer.once('close', () => this.#webRtcServers.delete(server));
    });
    worker.observer.on('newrouter', (router) => this.#watchRouter(router, worker));
  }

  #watchRouter(router: types.Router, worker: types.Worker): void {
    const objects: RouterObjects = { worker, transports: new Map(), rtpObservers: new Set() };
    this.#routers.set(router, objects);
    router.observer.once('close', () => this.#routers.delete(router));
    router.observer.on('newtransport', (transport) => {
      objects.transports.set(transport, watchTransport(transport));
      transport.observer.once('close', () => objects.transports.delete(transport));
    });
    router.observer.on('newrtpobserver', (rtpObserver) => {
      objects.rtpObservers.add(rtpObserver);
      rtpObserver.observer.once('close', () => objects.rtpObservers.delete(rtpObserver));
    });
    this.observer.safeEmit('newrouter', router);
  }
}

function watchTransport({ observer }: types.Transport): TransportObjects {
  const objects: TransportObjects = {
    producers: new Map(),
    consumers: new Map(),
    dataProducers: new Map(),
    dataConsumers: new Map(),
  };
  observer.on('newproducer', (producer) => keep(objects.producers, producer));
  observer.on('newconsumer', (consumer) => keep(objects.consumers, consumer));
  observer.on('newdataproducer', (producer) => keep(objects.dataProducers, producer));
  observer.on('newdataconsumer', (consumer) => keep(objects.dataConsumers, consumer));
  return objects;
}

type Closing = { readonly id: string; readonly observer: { once(event: 'close', run: () => void): unknown } };

function keep<T extends Closing>(objects: Map<string, T>, object: T): void {
  objects.set(object.id, object);
  object.observer.once('close', () => objects.delete(object.id));
}
