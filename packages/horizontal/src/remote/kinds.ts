import type { types } from 'mediasoup';
import * as z from 'zod';

/** A structure of mediasoup's, made by a host that was let in: its shape is mediasoup's affair. */
const data = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const maybe = <T>() => z.optional(data<T>());

const sctp = {
  sctpParameters: maybe<types.SctpParameters>(),
  sctpState: z.optional(z.custom<types.SctpState>((value) => typeof value === 'string')),
  sctpNegotiatedCapabilities: maybe<types.SctpNegotiatedCapabilities>(),
};
const id = z.string();
const text = <T extends string>() => z.custom<T>((value) => typeof value === 'string');

/**
 * The properties of each kind of object that cross the wire, by mediasoup's own names: the host reads them from the real
 * object, the proxies answer them. `appData` is not among them: it stays with whoever made the object.
 */
export const STATES = {
  worker: z.object({ pid: z.int() }),
  webRtcServer: z.object({ id }),
  router: z.object({ id, rtpCapabilities: data<types.RtpCapabilities>() }),
  webRtcTransport: z.object({
    id,
    iceRole: z.literal('controlled'),
    iceParameters: data<types.IceParameters>(),
    iceCandidates: data<types.IceCandidate[]>(),
    iceState: text<types.IceState>(),
    iceSelectedTuple: maybe<types.TransportTuple>(),
    dtlsParameters: data<types.DtlsParameters>(),
    dtlsState: text<types.DtlsState>(),
    dtlsRemoteCert: z.optional(z.string()),
    ...sctp,
  }),
  plainTransport: z.object({
    id,
    tuple: data<types.TransportTuple>(),
    rtcpTuple: maybe<types.TransportTuple>(),
    srtpParameters: maybe<types.SrtpParameters>(),
    ...sctp,
  }),
  pipeTransport: z.object({
    id,
    tuple: data<types.TransportTuple>(),
    srtpParameters: maybe<types.SrtpParameters>(),
    ...sctp,
  }),
  directTransport: z.object({ id }),
  producer: z.object({
    id,
    kind: z.enum(['audio', 'video']),
    rtpParameters: data<types.RtpParameters>(),
    type: text<types.ProducerType>(),
    consumableRtpParameters: data<types.RtpParameters>(),
    paused: z.boolean(),
    score: data<types.ProducerScore[]>(),
  }),
  consumer: z.object({
    id,
    producerId: id,
    kind: z.enum(['audio', 'video']),
    rtpParameters: data<types.RtpParameters>(),
    type: text<types.ConsumerType>(),
    paused: z.boolean(),
    producerPaused: z.boolean(),
    priority: z.number(),
    score: data<types.ConsumerScore>(),
    preferredLayers: maybe<types.ConsumerLayers>(),
    currentLayers: maybe<types.ConsumerLayers>(),
  }),
  dataProducer: z.object({
    id,
    type: text<types.DataProducerType>(),
    sctpStreamParameters: maybe<types.SctpStreamParameters>(),
    label: z.string(),
    protocol: z.string(),
    paused: z.boolean(),
  }),
  dataConsumer: z.object({
    id,
    dataProducerId: id,
    type: text<types.DataConsumerType>(),
    sctpStreamParameters: maybe<types.SctpStreamParameters>(),
    label: z.string(),
    protocol: z.string(),
    paused: z.boolean(),
    dataProducerPaused: z.boolean(),
    subchannels: z.array(z.number()),
  }),
  audioLevelObserver: z.object({ id, paused: z.boolean() }),
  activeSpeakerObserver: z.object({ id, paused: z.boolean() }),
} as const;

export type ObjectKind = keyof typeof STATES;
export type StateOf<K extends ObjectKind> = z.infer<(typeof STATES)[K]>;
export const ObjectKind = z.enum(Object.keys(STATES) as [ObjectKind, ...ObjectKind[]]); // The keys of an object that is not empty.

/** What each kind of object emits of itself. On `both` mediasoup's observer says the same again right after it. */
type EventNames = {
  readonly both: readonly string[];
  readonly self: readonly string[];
  readonly observer: readonly string[];
};
const PAUSES = ['pause', 'resume'];
const transport = (...both: string[]): EventNames => ({ both: ['trace', ...both], self: [], observer: [] });

/** The events that cross the wire. Those of closing are not here: the proxies close as mediasoup's own objects do. */
export const EVENTS: Readonly<Record<ObjectKind, EventNames>> = {
  worker: { both: [], self: ['subprocessclose'], observer: [] },
  webRtcServer: { both: [], self: [], observer: ['webrtctransporthandled'] },
  router: { both: [], self: [], observer: [] },
  webRtcTransport: transport(
    'icestatechange',
    'iceselectedtuplechange',
    'dtlsstatechange',
    'sctpstatechange',
  ),
  plainTransport: transport('tuple', 'rtcptuple', 'sctpstatechange'),
  pipeTransport: transport('sctpstatechange'),
  directTransport: { both: ['trace'], self: ['rtcp'], observer: [] },
  producer: { both: ['score', 'videoorientationchange', 'trace'], self: [], observer: PAUSES },
  consumer: {
    both: ['score', 'layerschange', 'trace'],
    self: ['producerpause', 'producerresume', 'rtp'],
    observer: PAUSES,
  },
  dataProducer: { both: [], self: [], observer: PAUSES },
  dataConsumer: {
    both: [],
    self: ['dataproducerpause', 'dataproducerresume', 'message', 'sctpsendbufferfull', 'bufferedamountlow'],
    observer: PAUSES,
  },
  audioLevelObserver: {
    both: ['volumes', 'silence'],
    self: [],
    observer: [...PAUSES, 'addproducer', 'removeproducer'],
  },
  activeSpeakerObserver: {
    both: ['dominantspeaker'],
    self: [],
    observer: [...PAUSES, 'addproducer', 'removeproducer'],
  },
};

/** Why an object closed, by the name of the event that mediasoup emits; `close`: somebody called `close()`. */
export const CloseCause = z.enum([
  'close',
  'died',
  'workerclose',
  'routerclose',
  'transportclose',
  'producerclose',
  'dataproducerclose',
  'listenserverclose',
]);
export type CloseCause = z.infer<typeof CloseCause>;
