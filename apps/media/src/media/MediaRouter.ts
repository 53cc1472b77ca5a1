import { type MeetingId, RouterId, RtpCapabilities } from '@convene/protocol';
import type { types } from 'mediasoup';
import type { Log } from './Log.ts';
import { RouterChannels } from './RouterChannels.ts';
import type { TransportOptions } from './mediaOptions.ts';
import { readRates, type RouterRates } from './routerRates.ts';
import { routerCodecs } from './routerCodecs.ts';
import { toMediasoup } from './rtp.ts';

/** The worker on which a router lives, as far as its users need to know it. */
export type RouterPlace = { readonly workerId: string; readonly index: number; readonly pid: number };

/** mediasoup objects on a router. */
export type RouterCounts = {
  transports: number;
  producers: number;
  consumers: number;
  dataConsumers: number;
};

/** A transport on a router, and how many producers and consumers it carries. */
export type HeldTransport = { readonly transport: types.Transport; readonly streams: number };

export type MediaRouterOptions = {
  readonly worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  readonly place: RouterPlace;
  readonly transport: TransportOptions;
  /** See `MediaRouter.claimConsumer`. */
  readonly claimConsumer: () => (() => void) | undefined;
  readonly log: Log;
};

type Parts = {
  readonly router: types.Router;
  readonly channels: RouterChannels;
  readonly audioLevels: types.AudioLevelObserver;
  readonly activeSpeakers: types.ActiveSpeakerObserver;
};

/** One mediasoup router with all that a room needs on it; made before it is needed, and used by one room only (X5). */
export class MediaRouter {
  readonly id: RouterId;
  readonly rtpCapabilities: RtpCapabilities;
  readonly place: RouterPlace;
  readonly channels: RouterChannels;
  readonly audioLevels: types.AudioLevelObserver;
  readonly activeSpeakers: types.ActiveSpeakerObserver;
  readonly #router: types.Router;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #claimConsumer: MediaRouterOptions['claimConsumer'];
  readonly #transportOptions: TransportOptions;
  readonly #counts: RouterCounts = { transports: 0, producers: 0, consumers: 0, dataConsumers: 0 };
  readonly #transports = new Set<HeldTransport>();
  #meetingId: MeetingId | undefined;

  private constructor(options: MediaRouterOptions, parts: Parts) {
    this.id = RouterId.parse(parts.router.id);
    this.rtpCapabilities = RtpCapabilities.parse(parts.router.rtpCapabilities);
    this.place = options.place;
    this.channels = parts.channels;
    this.audioLevels = parts.audioLevels;
    this.activeSpeakers = parts.activeSpeakers;
    this.#router = parts.router;
    this.#webRtcServer = options.webRtcServer;
    this.#claimConsumer = options.claimConsumer;
    this.#transportOptions = options.transport;
    this.#count();
  }

  static async create(options: MediaRouterOptions): Promise<MediaRouter> {
    const router = await options.worker.createRouter({ mediaCodecs: routerCodecs });
    try {
      const [channels, audioLevels, activeSpeakers] = await Promise.all([
        RouterChannels.create(router, options.log),
        router.createAudioLevelObserver({ maxEntries: 10, threshold: -70, interval: 250 }),
        router.createActiveSpeakerObserver({ interval: 300 }),
      ]);
      return new MediaRouter(options, { router, channels, audioLevels, activeSpeakers });
    } catch (error) {
      router.close();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#router.closed;
  }

  /** For pipes, which are made over mediasoup's own interfaces. */
  get router(): types.Router {
    return this.#router;
  }

  /** The meeting that it serves; undefined while it waits in the pool. */
  get meetingId(): MeetingId | undefined {
    return this.#meetingId;
  }

  /** Those that were made since the router serves people: its own DirectTransport is none of them. */
  get transports(): readonly HeldTransport[] {
    return [...this.#transports];
  }

  get counts(): Readonly<RouterCounts> {
    return this.#counts;
  }

  /**
   * Space on its worker for one more consumer of somebody who sits here, held until what is answered is called: by then it
   * counts itself. undefined: the worker has reached its hard limit.
   */
  claimConsumer(): (() => void) | undefined {
    return this.#claimConsumer();
  }

  /** What flows through it now; asks each transport, so that it is for those who look. */
  async rates(): Promise<RouterRates> {
    return readRates(this.transports.map(({ transport }) => transport));
  }

  assign(meetingId: MeetingId): void {
    this.#meetingId = meetingId;
  }

  /** Called once when the router is gone, with its worker or by `close()`. */
  onClose(listener: () => void): void {
    this.#router.observer.once('close', listener);
  }

  /** `protocol`: it takes no other. */
  async createTransport(protocol?: 'udp' | 'tcp'): Promise<types.WebRtcTransport> {
    return this.#router.createWebRtcTransport({
      ...this.#transportOptions,
      ...(protocol !== undefined && { enableUdp: protocol === 'udp', enableTcp: protocol === 'tcp' }),
      webRtcServer: this.#webRtcServer,
    });
  }

  canConsume(producerId: string, rtpCapabilities: RtpCapabilities): boolean {
    return this.#router.canConsume({ producerId, rtpCapabilities: toMediasoup(rtpCapabilities) });
  }

  close(): void {
    this.#router.close();
  }

  #count(): void {
    const counts = this.#counts;
    type Closing = { once(event: 'close', listener: () => void): unknown };
    const track = (observer: Closing, key: keyof RouterCounts) => {
      counts[key] += 1;
      observer.once('close', () => {
        counts[key] -= 1;
      });
    };
    this.#router.observer.on('newtransport', (transport) => {
      track(transport.observer, 'transports');
      const held = { transport, streams: 0 };
      this.#transports.add(held);
      transport.observer.once('close', () => this.#transports.delete(held));
      const carry = (observer: Closing, key: keyof RouterCounts) => {
        track(observer, key);
        held.streams += 1;
        observer.once('close', () => {
          held.streams -= 1;
        });
      };
      transport.observer.on('newproducer', (producer) => carry(producer.observer, 'producers'));
      transport.observer.on('newconsumer', (consumer) => carry(consumer.observer, 'consumers'));
      transport.observer.on('newdataconsumer', (consumer) => track(consumer.observer, 'dataConsumers'));
    });
  }
}
