// oxlint-disable-next-line no-restricted-imports -- Looks at the server's own mediasoup objects from outside; makes none.
import { observer, type types } from 'mediasoup';

/** Everything that mediasoup makes in this process, from the moment on that this is made. */
export class ServerObserver {
  readonly routers: types.Router[] = [];
  readonly transports: types.WebRtcTransport[] = [];
  readonly producers: types.Producer[] = [];
  readonly consumers: types.Consumer[] = [];
  /** Whether each consumer was paused when it was made. */
  readonly madePaused = new Map<string, boolean>();
  readonly #onWorker = (worker: types.Worker) => this.#watchWorker(worker);

  constructor() {
    observer.on('newworker', this.#onWorker);
  }

  close(): void {
    observer.off('newworker', this.#onWorker);
  }

  /** The router on which a transport was made. */
  routerOf(transport: types.WebRtcTransport): types.Router | undefined {
    return this.#routerOf.get(transport.id);
  }

  readonly #routerOf = new Map<string, types.Router>();

  #watchWorker(worker: types.Worker): void {
    worker.observer.on('newrouter', (router) => {
      this.routers.push(router);
      router.observer.on('newtransport', (transport) => {
        if (transport.type !== 'webrtc') return;
        // mediasoup's own tag says which class it is.
        const webRtc = transport as types.WebRtcTransport;
        this.transports.push(webRtc);
        this.#routerOf.set(webRtc.id, router);
        webRtc.observer.on('newproducer', (producer) => this.producers.push(producer));
        webRtc.observer.on('newconsumer', (consumer) => {
          this.consumers.push(consumer);
          this.madePaused.set(consumer.id, consumer.paused);
        });
      });
    });
  }
}
