import type { types } from 'mediasoup';
import * as z from 'zod';
import type { MediasoupConnection } from '../MediasoupConnection.ts';
import * as p from './parameters.ts';

/** What may be called of an object: what it takes, and what is done. `made` marks what the call makes. */
export type Method<T> = {
  readonly input: z.ZodType<unknown[]>;
  run(target: T, input: unknown[], made: types.AppData): unknown;
};
type Methods<T> = Readonly<Record<string, Method<T>>>;

const method = <T, I extends unknown[]>(
  input: z.ZodType<I>,
  run: (target: T, input: I, made: types.AppData) => unknown,
): Method<T> => ({
  input,
  // Whoever runs it has parsed what it takes with this very schema.
  run: (target, parsed, made) => run(target, parsed as I, made),
});

const nothing = z.tuple([]);
const uint32 = z.int().min(0).max(0xffff_ffff);
const bytes = z.instanceof(Buffer);
const ppid = z.optional(uint32);

const close = <T extends { close(): void }>() => method<T, []>(nothing, (object) => object.close());
const dump = <T extends { dump(): Promise<unknown> }>() =>
  method<T, []>(nothing, async (object) => object.dump());
const getStats = <T extends { getStats(): Promise<unknown> }>() =>
  method<T, []>(nothing, async (object) => object.getStats());
const pauses = <T extends { pause(): Promise<void>; resume(): Promise<void> }>() => ({
  pause: method<T, []>(nothing, async (object) => object.pause()),
  resume: method<T, []>(nothing, async (object) => object.resume()),
});

const worker: Methods<types.Worker> = {
  close: close(),
  dump: dump(),
  getResourceUsage: method(nothing, async (worker) => worker.getResourceUsage()),
  updateSettings: method(z.tuple([z.optional(p.WorkerUpdateableSettings)]), async (worker, [settings]) =>
    worker.updateSettings(settings),
  ),
  createWebRtcServer: method(z.tuple([p.WebRtcServerOptions]), async (worker, [options], appData) =>
    worker.createWebRtcServer({ ...options, appData }),
  ),
  createRouter: method(z.tuple([p.RouterOptions]), async (worker, [options], appData) =>
    worker.createRouter({ ...options, appData }),
  ),
};

const webRtcServer: Methods<types.WebRtcServer> = { close: close(), dump: dump() };

const router: Methods<types.Router> = {
  close: close(),
  dump: dump(),
  createWebRtcTransport: method(z.tuple([p.WebRtcTransportOptions]), async (router, [options], appData) =>
    router.createWebRtcTransport({ ...options, appData }),
  ),
  createPlainTransport: method(z.tuple([p.PlainTransportOptions]), async (router, [options], appData) =>
    router.createPlainTransport({ ...options, appData }),
  ),
  createPipeTransport: method(z.tuple([p.PipeTransportOptions]), async (router, [options], appData) =>
    router.createPipeTransport({ ...options, appData }),
  ),
  createDirectTransport: method(z.tuple([p.DirectTransportOptions]), async (router, [options], appData) =>
    router.createDirectTransport({ ...options, appData }),
  ),
  createActiveSpeakerObserver: method(
    z.tuple([p.ActiveSpeakerObserverOptions]),
    async (router, [options], appData) => router.createActiveSpeakerObserver({ ...options, appData }),
  ),
  createAudioLevelObserver: method(
    z.tuple([p.AudioLevelObserverOptions]),
    async (router, [options], appData) => router.createAudioLevelObserver({ ...options, appData }),
  ),
  updateMediaCodecs: method(z.tuple([p.MediaCodecs]), (router, [codecs]) => router.updateMediaCodecs(codecs)),
};

const transport = <T extends types.Transport>(): Methods<T> => ({
  close: close(),
  dump: dump(),
  getStats: getStats(),
  setMaxIncomingBitrate: method(z.tuple([uint32]), async (transport, [bitrate]) =>
    transport.setMaxIncomingBitrate(bitrate),
  ),
  setMaxOutgoingBitrate: method(z.tuple([uint32]), async (transport, [bitrate]) =>
    transport.setMaxOutgoingBitrate(bitrate),
  ),
  setMinOutgoingBitrate: method(z.tuple([uint32]), async (transport, [bitrate]) =>
    transport.setMinOutgoingBitrate(bitrate),
  ),
  produce: method(z.tuple([p.ProducerOptions]), async (transport, [options], appData) =>
    transport.produce({ ...options, appData }),
  ),
  consume: method(z.tuple([p.ConsumerOptions]), async (transport, [options], appData) =>
    transport.consume({ ...options, appData }),
  ),
  produceData: method(z.tuple([p.DataProducerOptions]), async (transport, [options], appData) =>
    transport.produceData({ ...options, appData }),
  ),
  consumeData: method(z.tuple([p.DataConsumerOptions]), async (transport, [options], appData) =>
    transport.consumeData({ ...options, appData }),
  ),
  enableTraceEvent: method(z.tuple([z.optional(p.TransportTraceTypes)]), async (transport, [types]) =>
    transport.enableTraceEvent(types),
  ),
});

const webRtcTransport: Methods<types.WebRtcTransport> = {
  ...transport(),
  connect: method(z.tuple([p.WebRtcConnect]), async (transport, [options]) => transport.connect(options)),
  restartIce: method(nothing, async (transport) => transport.restartIce()),
};

const plainTransport: Methods<types.PlainTransport> = {
  ...transport(),
  connect: method(z.tuple([p.PlainConnect]), async (transport, [options]) => transport.connect(options)),
};

const pipeTransport: Methods<types.PipeTransport> = {
  ...transport(),
  connect: method(z.tuple([p.PipeConnect]), async (transport, [options]) => transport.connect(options)),
  consume: method(z.tuple([p.PipeConsumerOptions]), async (transport, [options], appData) =>
    transport.consume({ ...options, appData }),
  ),
};

const directTransport: Methods<types.DirectTransport> = {
  ...transport(),
  connect: method(nothing, async (transport) => transport.connect()),
  sendRtcp: method(z.tuple([bytes]), (transport, [packet]) => transport.sendRtcp(packet)),
};

const producer: Methods<types.Producer> = {
  ...pauses(),
  close: close(),
  dump: dump(),
  getStats: getStats(),
  enableTraceEvent: method(z.tuple([z.optional(p.ProducerTraceTypes)]), async (producer, [types]) =>
    producer.enableTraceEvent(types),
  ),
  send: method(z.tuple([bytes]), (producer, [packet]) => producer.send(packet)),
};

const consumer: Methods<types.Consumer> = {
  ...pauses(),
  close: close(),
  dump: dump(),
  getStats: getStats(),
  setPreferredLayers: method(z.tuple([p.ConsumerLayers]), async (consumer, [layers]) =>
    consumer.setPreferredLayers(layers),
  ),
  setPriority: method(z.tuple([z.number()]), async (consumer, [priority]) => consumer.setPriority(priority)),
  unsetPriority: method(nothing, async (consumer) => consumer.unsetPriority()),
  requestKeyFrame: method(nothing, async (consumer) => consumer.requestKeyFrame()),
  enableTraceEvent: method(z.tuple([z.optional(p.ConsumerTraceTypes)]), async (consumer, [types]) =>
    consumer.enableTraceEvent(types),
  ),
};

const message = z.union([z.string(), bytes]);

const dataProducer: Methods<types.DataProducer> = {
  ...pauses(),
  close: close(),
  dump: dump(),
  getStats: getStats(),
  send: method(
    z.tuple([message, ppid, z.optional(p.Subchannels), z.optional(p.Subchannel), z.optional(p.Subchannel)]),
    (producer, input) => producer.send(...input),
  ),
};

const dataConsumer: Methods<types.DataConsumer> = {
  ...pauses(),
  close: close(),
  dump: dump(),
  getStats: getStats(),
  setBufferedAmountLowThreshold: method(z.tuple([uint32]), async (consumer, [threshold]) =>
    consumer.setBufferedAmountLowThreshold(threshold),
  ),
  getBufferedAmount: method(nothing, async (consumer) => consumer.getBufferedAmount()),
  send: method(z.tuple([message, ppid]), async (consumer, input) => consumer.send(...input)),
  setSubchannels: method(z.tuple([p.Subchannels]), async (consumer, [subchannels]) =>
    consumer.setSubchannels(subchannels),
  ),
  addSubchannel: method(z.tuple([p.Subchannel]), async (consumer, [subchannel]) =>
    consumer.addSubchannel(subchannel),
  ),
  removeSubchannel: method(z.tuple([p.Subchannel]), async (consumer, [subchannel]) =>
    consumer.removeSubchannel(subchannel),
  ),
};

const rtpObserver = <T extends types.RtpObserver>(): Methods<T> => ({
  ...pauses<T>(),
  close: close(),
  addProducer: method(z.tuple([p.OfProducer]), async (observer, [options]) => observer.addProducer(options)),
  removeProducer: method(z.tuple([p.OfProducer]), async (observer, [options]) =>
    observer.removeProducer(options),
  ),
});

const audioLevelObserver: Methods<types.AudioLevelObserver> = rtpObserver();
const activeSpeakerObserver: Methods<types.ActiveSpeakerObserver> = rtpObserver();

/** All that can be called of mediasoup's objects from afar: nothing is looked up by a name from the wire but here. */
export const METHODS = {
  worker,
  webRtcServer,
  router,
  webRtcTransport,
  plainTransport,
  pipeTransport,
  directTransport,
  producer,
  consumer,
  dataProducer,
  dataConsumer,
  audioLevelObserver,
  activeSpeakerObserver,
} as const;

export const createWorker = method<MediasoupConnection, [types.WorkerSettings]>(
  z.tuple([p.WorkerSettings]),
  async (instance, [settings], appData) => instance.createWorker({ ...settings, appData }),
);
