import * as z from 'zod/mini';
import { MediaKind } from './ids.ts';

/**
 * Schemas of mediasoup's RTP, ICE, DTLS and SCTP parameters. A worker trusts what it is given (an empty fingerprint
 * list once killed one), so all that comes from a client is parsed here first, with bounds on every list and string.
 */
const text = z.string().check(z.maxLength(256));
const Int = z.int();
const UInt32 = Int.check(z.minimum(0), z.maximum(0xffff_ffff));
const PayloadType = Int.check(z.minimum(0), z.maximum(127));
const FmtpParameters = z
  .record(text, z.union([text, z.number(), z.null()]))
  .check(z.refine((p) => Object.keys(p).length <= 32));
const RtcpFeedback = z.object({ type: text, parameter: z.optional(text) });
const MimeType = z.string().check(z.maxLength(64), z.regex(/^(audio|video)\/[\w.+-]+$/i));

const codec = {
  mimeType: MimeType,
  clockRate: Int.check(z.positive(), z.maximum(0xffff_ffff)),
  channels: z.optional(Int.check(z.minimum(1), z.maximum(16))),
  parameters: z.optional(FmtpParameters),
  rtcpFeedback: z.optional(z.array(RtcpFeedback).check(z.maxLength(32))),
};

const HeaderExtensionUri = z.string().check(z.maxLength(256));

export const RtpCapabilities = z.object({
  codecs: z.optional(
    z
      .array(z.object({ ...codec, kind: MediaKind, preferredPayloadType: z.optional(PayloadType) }))
      .check(z.maxLength(128)),
  ),
  headerExtensions: z.optional(
    z
      .array(
        z.object({
          kind: MediaKind,
          uri: HeaderExtensionUri,
          preferredId: Int.check(z.minimum(1), z.maximum(255)),
          preferredEncrypt: z.optional(z.boolean()),
          direction: z.optional(z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
        }),
      )
      .check(z.maxLength(64)),
  ),
});
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

export const RtpParameters = z.object({
  mid: z.optional(z.string().check(z.maxLength(64))),
  msid: z.optional(z.string().check(z.maxLength(256))),
  codecs: z.array(z.object({ ...codec, payloadType: PayloadType })).check(z.minLength(1), z.maxLength(32)),
  headerExtensions: z.optional(
    z
      .array(
        z.object({
          uri: HeaderExtensionUri,
          id: Int.check(z.minimum(1), z.maximum(255)),
          encrypt: z.optional(z.boolean()),
          parameters: z.optional(FmtpParameters),
        }),
      )
      .check(z.maxLength(32)),
  ),
  encodings: z.optional(
    z
      .array(
        z.object({
          ssrc: z.optional(UInt32),
          rid: z.optional(z.string().check(z.maxLength(16), z.regex(/^[\w-]+$/))),
          codecPayloadType: z.optional(PayloadType),
          rtx: z.optional(z.object({ ssrc: UInt32 })),
          dtx: z.optional(z.boolean()),
          scalabilityMode: z.optional(z.string().check(z.maxLength(32), z.regex(/^[\w-]+$/))),
          scaleResolutionDownBy: z.optional(z.number().check(z.positive())),
          maxBitrate: z.optional(Int.check(z.positive())),
          maxFramerate: z.optional(z.number().check(z.positive())),
          active: z.optional(z.boolean()),
          priority: z.optional(text),
          networkPriority: z.optional(text),
          adaptivePtime: z.optional(z.boolean()),
        }),
      )
      .check(z.maxLength(8)),
  ),
  rtcp: z.optional(
    z.object({
      cname: z.optional(z.string().check(z.maxLength(256))),
      reducedSize: z.optional(z.boolean()),
      mux: z.optional(z.boolean()),
    }),
  ),
});
export type RtpParameters = z.infer<typeof RtpParameters>;

const HASH_BYTES = { 'sha-1': 20, 'sha-224': 28, 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;

/** RFC 8122 §5: the value is upper-case hex octets with colons, as many as the algorithm has. */
const DtlsFingerprint = z
  .object({
    algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
    value: z.string().check(z.maxLength(256), z.regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$/)),
  })
  .check(
    z.refine((f) => f.value.length === HASH_BYTES[f.algorithm] * 3 - 1, {
      error: 'length does not fit the algorithm',
    }),
  );

export const DtlsParameters = z.object({
  role: z.optional(z.enum(['auto', 'client', 'server'])),
  fingerprints: z.array(DtlsFingerprint).check(z.minLength(1), z.maxLength(8)),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

export const SctpStreamParameters = z.object({
  streamId: z.optional(Int.check(z.minimum(0), z.maximum(65_535))),
  ordered: z.optional(z.boolean()),
  maxPacketLifeTime: z.optional(Int.check(z.positive(), z.maximum(65_535))),
  maxRetransmits: z.optional(Int.check(z.minimum(0), z.maximum(65_535))),
  label: z.optional(text),
  protocol: z.optional(text),
});
export type SctpStreamParameters = z.infer<typeof SctpStreamParameters>;

/** What the server tells of a WebRtcTransport (004-27, 004-75). It comes from mediasoup, so only its shape is checked. */
export const IceParameters = z.object({
  usernameFragment: z.string(),
  password: z.string(),
  iceLite: z.optional(z.boolean()),
});
export type IceParameters = z.infer<typeof IceParameters>;
export const IceCandidate = z.object({
  foundation: z.string(),
  priority: z.number(),
  address: z.string(),
  ip: z.string(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.number(),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.optional(z.enum(['active', 'passive', 'so'])),
});
export type IceCandidate = z.infer<typeof IceCandidate>;
export const SctpParameters = z.object({
  port: z.number(),
  maxSendMessageSize: z.number(),
  maxReceiveMessageSize: z.number(),
  OS: z.optional(z.number()),
  MIS: z.optional(z.number()),
  maxMessageSize: z.optional(z.number()),
});
export type SctpParameters = z.infer<typeof SctpParameters>;

export const IceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.optional(z.string()),
  credential: z.optional(z.string()),
});
export type IceServer = z.infer<typeof IceServer>;
