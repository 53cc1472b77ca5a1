import type { types } from 'mediasoup';
import { EnhancedEventEmitter } from 'mediasoup/extras';

/** What is on one router now. */
export type RouterObjects = {
  readonly worker: types.Worker;
  readonly transports: Set<types.Transport>;
  readonly rtpObservers: Set<types.RtpObserver>;
  readonly producers: Map<string, types.Producer>;
  readonly consumers: Set<types.Consumer>;
  readonly dataProducers: Map<string, types.DataProducer>;
  readonly dataConsumers: Set<types.DataConsumer>;
};

type Workers = {
  readonly workers: ReadonlySet<types.Worker>;
  readonly observer: { on(event: 'newworker', listener: (worker: types.Worker) => void): unknown };
};

const emptyRouter = (worker: types.Worker): RouterObjects => ({
  worker,
  transports: new Set(),
  rtpObservers: new Set(),
  producers: new Map(),
  consumers: new Set(),
  dataProducers: new Map(),
  dataConsumers: new Set(),
});

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
    const objects = emptyRouter(worker);
    this.#routers.set(router, objects);
    router.observer.once('close', () => this.#routers.delete(router));
    router.observer.on('newtransport', (transport) => watchTransport(transport, objects));
    router.observer.on('newrtpobserver', (rtpObserver) => {
      objects.rtpObservers.add(rtpObserver);
      rtpObserver.observer.once('close', () => objects.rtpObservers.delete(rtpObserver));
    });
    this.observer.safeEmit('newrouter', router);
  }
}

function watchTransport(transport: types.Transport, objects: RouterObjects): void {
  const { observer } = transport;
  const { transports, producers, consumers, dataProducers, dataConsumers } = objects;
  transports.add(transport);
  observer.once('close', () => transports.delete(transport));
  observer.on('newproducer', (producer) => {
    producers.set(producer.id, producer);
    producer.observer.once('close', () => producers.delete(producer.id));
  });
  observer.on('newconsumer', (consumer) => {
    consumers.add(consumer);
    consumer.observer.once('close', () => consumers.delete(consumer));
  });
  observer.on('newdataproducer', (producer) => {
    dataProducers.set(producer.id, producer);
    producer.observer.once('close', () => dataProducers.delete(producer.id));
  });
  observer.on('newdataconsumer', (consumer) => {
    dataConsumers.add(consumer);
    consumer.observer.once('close', () => dataConsumers.delete(consumer));
  });
}
