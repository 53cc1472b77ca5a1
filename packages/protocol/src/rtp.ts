import { z } from 'zod';
import { MediaKind } from './ids.ts';

/**
 * Schemas of mediasoup's RTP, ICE, DTLS and SCTP parameters. A worker trusts what it is given (an empty fingerprint
 * list once killed one), so all that comes from a client is parsed here first, with bounds on every list and string.
 */
const text = z.string().max(256);
const Int = z.number().int();
const UInt32 = Int.min(0).max(0xffff_ffff);
const PayloadType = Int.min(0).max(127);
const FmtpParameters = z
  .record(text, z.union([text, z.number(), z.null()]))
  .refine((p) => Object.keys(p).length <= 32);
const RtcpFeedback = z.object({ type: text, parameter: text.optional() });
const MimeType = z
  .string()
  .max(64)
  .regex(/^(audio|video)\/[\w.+-]+$/i);

const codec = {
  mimeType: MimeType,
  clockRate: Int.positive().max(0xffff_ffff),
  channels: Int.min(1).max(16).optional(),
  parameters: FmtpParameters.optional(),
  rtcpFeedback: z.array(RtcpFeedback).max(32).optional(),
};

const HeaderExtensionUri = z.string().max(256);

export const RtpCapabilities = z.object({
  codecs: z
    .array(z.object({ ...codec, kind: MediaKind, preferredPayloadType: PayloadType.optional() }))
    .max(128)
    .optional(),
  headerExtensions: z
    .array(
      z.object({
        kind: MediaKind,
        uri: HeaderExtensionUri,
        preferredId: Int.min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64)
    .optional(),
});
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

export const RtpParameters = z.object({
  mid: z.string().max(64).optional(),
  msid: z.string().max(256).optional(),
  codecs: z
    .array(z.object({ ...codec, payloadType: PayloadType }))
    .min(1)
    .max(32),
  headerExtensions: z
    .array(
      z.object({
        uri: HeaderExtensionUri,
        id: Int.min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: FmtpParameters.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z
    .array(
      z.object({
        ssrc: UInt32.optional(),
        rid: z
          .string()
          .max(16)
          .regex(/^[\w-]+$/)
          .optional(),
        codecPayloadType: PayloadType.optional(),
        rtx: z.object({ ssrc: UInt32 }).optional(),
        dtx: z.boolean().optional(),
        scalabilityMode: z
          .string()
          .max(32)
          .regex(/^[\w-]+$/)
          .optional(),
        scaleResolutionDownBy: z.number().positive().optional(),
        maxBitrate: Int.positive().optional(),
        maxFramerate: z.number().positive().optional(),
        active: z.boolean().optional(),
        priority: text.optional(),
        networkPriority: text.optional(),
        adaptivePtime: z.boolean().optional(),
      }),
    )
    .max(8)
    .optional(),
  rtcp: z
    .object({
      cname: z.string().max(256).optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
});
export type RtpParameters = z.infer<typeof RtpParameters>;

const HASH_BYTES = { 'sha-1': 20, 'sha-224': 28, 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;

/** RFC 8122 §5: the value is upper-case hex octets with colons, as many as the algorithm has. */
const DtlsFingerprint = z
  .object({
    algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
    value: z
      .string()
      .max(256)
      .regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$/),
  })
  .refine((f) => f.value.length === HASH_BYTES[f.algorithm] * 3 - 1, {
    message: 'length does not fit the algorithm',
  });

export const DtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z.array(DtlsFingerprint).min(1).max(8),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

export const SctpStreamParameters = z.object({
  streamId: Int.min(0).max(65_535).optional(),
  ordered: z.boolean().optional(),
  maxPacketLifeTime: Int.positive().max(65_535).optional(),
  maxRetransmits: Int.min(0).max(65_535).optional(),
  label: text.optional(),
  protocol: text.optional(),
});
export type SctpStreamParameters = z.infer<typeof SctpStreamParameters>;

/** What the server tells of a WebRtcTransport (004-27, 004-75). It comes from mediasoup, so only its shape is checked. */
export const IceParameters = z.object({
  usernameFragment: z.string(),
  password: z.string(),
  iceLite: z.boolean().optional(),
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
  tcpType: z.enum(['active', 'passive', 'so']).optional(),
});
export type IceCandidate = z.infer<typeof IceCandidate>;
export const SctpParameters = z.object({
  port: z.number(),
  maxSendMessageSize: z.number(),
  maxReceiveMessageSize: z.number(),
  OS: z.number().optional(),
  MIS: z.number().optional(),
  maxMessageSize: z.number().optional(),
});
export type SctpParameters = z.infer<typeof SctpParameters>;

export const IceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof IceServer>;
