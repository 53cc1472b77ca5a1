import type { types } from 'mediasoup';
import * as z from 'zod';

/**
 * What a caller may give with its calls, by the shapes of mediasoup's own options: a worker trusts what it is given (an
 * empty fingerprint list once killed one). Unknown keys are left out. Values are mediasoup's to judge.
 */
const text = z.string().max(1024);
const int = z.int();
const port = int.min(0).max(65_535);
const uint32 = int.min(0).max(0xffff_ffff);
const maybe = <T extends z.ZodType>(schema: T) => z.optional(schema);

/** mediasoup's type of what was parsed: what a schema leaves open (combinations, names of codecs) mediasoup judges. */
const as = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>;

const FmtpParameters = z.record(text, z.union([text, z.number(), z.null()]));
const RtcpFeedback = z.object({ type: text, parameter: maybe(text) });
const codec = {
  mimeType: text,
  clockRate: uint32,
  channels: maybe(uint32),
  parameters: maybe(FmtpParameters),
  rtcpFeedback: maybe(z.array(RtcpFeedback).max(64)),
};

const RtpCodecCapability = z.object({ ...codec, kind: text, preferredPayloadType: maybe(int) });
export const MediaCodecs = as<types.RouterRtpCodecCapability[]>(z.array(RtpCodecCapability).max(256));

const RtpCapabilities = z.object({
  codecs: maybe(z.array(RtpCodecCapability).max(256)),
  headerExtensions: maybe(
    z
      .array(
        z.object({
          kind: text,
          uri: text,
          preferredId: int,
          preferredEncrypt: maybe(z.boolean()),
          direction: maybe(text),
        }),
      )
      .max(256),
  ),
});

const RtpParameters = z.object({
  mid: maybe(text),
  msid: maybe(text),
  codecs: z.array(z.object({ ...codec, payloadType: int })).max(64),
  headerExtensions: maybe(
    z
      .array(z.object({ uri: text, id: int, encrypt: maybe(z.boolean()), parameters: maybe(FmtpParameters) }))
      .max(64),
  ),
  encodings: maybe(
    z
      .array(
        z.object({
          ssrc: maybe(uint32),
          rid: maybe(text),
          codecPayloadType: maybe(int),
          rtx: maybe(z.object({ ssrc: uint32 })),
          dtx: maybe(z.boolean()),
          scalabilityMode: maybe(text),
          scaleResolutionDownBy: maybe(z.number()),
          maxBitrate: maybe(uint32),
        }),
      )
      .max(64),
  ),
  rtcp: maybe(z.object({ cname: maybe(text), reducedSize: maybe(z.boolean()), mux: maybe(z.boolean()) })),
});

const SocketFlags = z.object({ ipv6Only: maybe(z.boolean()), udpReusePort: maybe(z.boolean()) });
const ListenInfo = z.object({
  protocol: z.enum(['udp', 'tcp']),
  ip: text,
  announcedIp: maybe(text),
  announcedAddress: maybe(text),
  exposeInternalIp: maybe(z.boolean()),
  port: maybe(port),
  portRange: maybe(z.object({ min: port, max: port })),
  flags: maybe(SocketFlags),
  sendBufferSize: maybe(uint32),
  recvBufferSize: maybe(uint32),
});
const ListenIp = z.union([text, z.object({ ip: text, announcedIp: maybe(text) })]);

const sctpOptions = {
  enableSctp: maybe(z.boolean()),
  maxSendMessageSize: maybe(uint32),
  maxReceiveMessageSize: maybe(uint32),
  sctpSendBufferSize: maybe(uint32),
  sctpPerStreamSendQueueLimit: maybe(uint32),
  sctpMaxReceiverWindowBufferSize: maybe(uint32),
  sctpDefaultStreamBufferedAmountLowThreshold: maybe(uint32),
};

const SrtpCryptoSuite = z.enum([
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
]);
const SrtpParameters = z.object({ cryptoSuite: SrtpCryptoSuite, keyBase64: text });

/** An object of the session, which was found already. */
const WebRtcServer = z.custom<types.WebRtcServer>(
  (value) => typeof value === 'object' && value !== null && 'handleWebRtcTransport' in value,
);

export const WorkerUpdateableSettings = as<types.WorkerUpdateableSettings>(
  z.object({
    logLevel: maybe(z.enum(['debug', 'warn', 'error', 'none'])),
    logTags: maybe(z.array(text).max(64)),
  }),
);

export const WorkerSettings = as<types.WorkerSettings>(
  z.object({
    logLevel: maybe(z.enum(['debug', 'warn', 'error', 'none'])),
    logTags: maybe(z.array(text).max(64)),
    rtcMinPort: maybe(z.number()),
    rtcMaxPort: maybe(z.number()),
    libwebrtcFieldTrials: maybe(text),
  }),
);

export const WebRtcServerOptions = as<types.WebRtcServerOptions>(
  z.object({ listenInfos: z.array(ListenInfo).max(64) }),
);
export const RouterOptions = as<types.RouterOptions>(z.object({ mediaCodecs: maybe(MediaCodecs) }));

export const WebRtcTransportOptions = as<types.WebRtcTransportOptions>(
  z.object({
    ...sctpOptions,
    webRtcServer: maybe(WebRtcServer),
    listenInfos: maybe(z.array(ListenInfo).max(64)),
    listenIps: maybe(z.array(ListenIp).max(64)),
    port: maybe(port),
    enableUdp: maybe(z.boolean()),
    enableTcp: maybe(z.boolean()),
    preferUdp: maybe(z.boolean()),
    preferTcp: maybe(z.boolean()),
    iceConsentTimeout: maybe(int.min(0).max(255)),
    initialAvailableOutgoingBitrate: maybe(uint32),
  }),
);

export const PlainTransportOptions = as<types.PlainTransportOptions>(
  z.object({
    ...sctpOptions,
    listenInfo: maybe(ListenInfo),
    rtcpListenInfo: maybe(ListenInfo),
    listenIp: maybe(ListenIp),
    port: maybe(port),
    rtcpMux: maybe(z.boolean()),
    comedia: maybe(z.boolean()),
    enableSrtp: maybe(z.boolean()),
    srtpCryptoSuite: maybe(SrtpCryptoSuite),
  }),
);

export const PipeTransportOptions = as<types.PipeTransportOptions>(
  z.object({
    ...sctpOptions,
    listenInfo: maybe(ListenInfo),
    listenIp: maybe(ListenIp),
    port: maybe(port),
    enableRtx: maybe(z.boolean()),
    enableSrtp: maybe(z.boolean()),
  }),
);

export const DirectTransportOptions = z.object({
  maxSendMessageSize: maybe(uint32),
  maxReceiveMessageSize: maybe(uint32),
});

export const ActiveSpeakerObserverOptions = z.object({ interval: maybe(uint32) });
export const AudioLevelObserverOptions = z.object({
  maxEntries: maybe(z.number()),
  threshold: maybe(z.number()),
  interval: maybe(uint32),
});

const DtlsFingerprint = z.object({
  algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
  value: text.regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$/),
});
export const WebRtcConnect = z.object({
  dtlsParameters: z.object({
    role: maybe(z.enum(['auto', 'client', 'server'])),
    fingerprints: z.array(DtlsFingerprint).min(1).max(16),
  }),
});
export const PlainConnect = z.object({
  ip: maybe(text),
  port: maybe(port),
  rtcpPort: maybe(port),
  srtpParameters: maybe(SrtpParameters),
});
export const PipeConnect = z.object({ ip: text, port, srtpParameters: maybe(SrtpParameters) });

export const ProducerOptions = as<types.ProducerOptions>(
  z.object({
    id: maybe(text),
    kind: z.enum(['audio', 'video']),
    rtpParameters: RtpParameters,
    paused: maybe(z.boolean()),
    keyFrameRequestDelay: maybe(uint32),
    enableMediasoupPacketIdHeaderExtension: maybe(z.boolean()),
  }),
);

export const ConsumerLayers = as<types.ConsumerLayers>(
  z.object({
    spatialLayer: int.min(0).max(255),
    temporalLayer: z.nullish(int.min(0).max(255)),
  }),
);
export const ConsumerOptions = as<types.ConsumerOptions>(
  z.object({
    producerId: text,
    rtpCapabilities: RtpCapabilities,
    paused: maybe(z.boolean()),
    mid: maybe(text),
    preferredLayers: maybe(ConsumerLayers),
    enableRtx: maybe(z.boolean()),
    ignoreDtx: maybe(z.boolean()),
    pipe: maybe(z.boolean()),
  }),
);
export const PipeConsumerOptions = z.object({ producerId: text });

const SctpStreamParameters = z.object({
  streamId: port,
  ordered: maybe(z.boolean()),
  maxPacketLifeTime: maybe(port),
  maxRetransmits: maybe(port),
});
export const DataProducerOptions = as<types.DataProducerOptions>(
  z.object({
    id: maybe(text),
    sctpStreamParameters: maybe(SctpStreamParameters),
    label: maybe(text),
    protocol: maybe(text),
    paused: maybe(z.boolean()),
  }),
);
/** mediasoup takes 16 bits of it. */
export const Subchannel = uint32;
export const Subchannels = z.array(Subchannel).max(65_536);
export const DataConsumerOptions = as<types.DataConsumerOptions>(
  z.object({
    dataProducerId: text,
    ordered: maybe(z.boolean()),
    maxPacketLifeTime: maybe(port),
    maxRetransmits: maybe(port),
    paused: maybe(z.boolean()),
    subchannels: maybe(Subchannels),
  }),
);
export const OfProducer = z.object({ producerId: text });
export const OfRouter = z.object({ routerId: text });

/** mediasoup leaves out those that it does not know. */
export const TransportTraceTypes = as<types.TransportTraceEventType[]>(z.array(text).max(64));
export const ProducerTraceTypes = as<types.ProducerTraceEventType[]>(z.array(text).max(64));
export const ConsumerTraceTypes = as<types.ConsumerTraceEventType[]>(z.array(text).max(64));
