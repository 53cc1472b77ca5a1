import * as z from 'zod/mini';
import { DtlsParameters, IceCandidate, IceParameters, SctpParameters } from './rtp.ts';

/**
 * The connection check of the lobby: a transport of its own for each of UDP and TCP, with one data channel on which
 * both sides speak. What is small is JSON; what measures the bandwidth is binary, and its content means nothing.
 */
export const checkLimits = {
  /** Of the channel, which both sides open without a word about it. */
  streamId: 0,
  /** A burst in one direction lasts at most this long, and offers this much. */
  burstMs: 2500,
  burstBitsPerSecond: 8_000_000,
  chunkBytes: 1000,
  /** Bytes up after which the server ends the check. */
  uploadBytes: 4_000_000,
  /** Small messages up after which it does. */
  messages: 200,
  /** Checks of one peer in its life, and transports open at once of one address and on one server. */
  perPeer: 12,
  perAddress: 12,
  perServer: 24,
} as const;

export const CheckProtocol = z.enum(['udp', 'tcp']);
export type CheckProtocol = z.infer<typeof CheckProtocol>;

export const OpenCheckInput = z.object({ protocol: CheckProtocol, dtlsParameters: DtlsParameters });
export type OpenCheckInput = z.infer<typeof OpenCheckInput>;

export const OpenCheckOutput = z.object({
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate),
  dtlsParameters: DtlsParameters,
  sctpParameters: SctpParameters,
});
export type OpenCheckOutput = z.infer<typeof OpenCheckOutput>;

/** Client → server, on the channel. */
export const CheckUp = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping'), number: z.int().check(z.minimum(0), z.maximum(1_000_000)) }),
  /** Asked for until it is answered: the channel may lose it. */
  z.object({ type: z.literal('report') }),
  z.object({
    type: z.literal('download'),
    ms: z.int().check(z.positive(), z.maximum(checkLimits.burstMs)),
  }),
]);
export type CheckUp = z.infer<typeof CheckUp>;

/** What came of a burst: how much went through while it was at its best, and whether it was still becoming more. */
export const BurstRate = z.object({ bps: z.number(), rising: z.boolean() });
export type BurstRate = z.infer<typeof BurstRate>;

/** Server → client, on the channel. */
export const CheckDown = z.discriminatedUnion('type', [
  /** `pings`: how many different ones have come by now. */
  z.object({ type: z.literal('pong'), number: z.int(), pings: z.int() }),
  /** Of the upload; without a rate there was too little of it. */
  z.object({ type: z.literal('report'), rate: z.optional(BurstRate) }),
]);
export type CheckDown = z.infer<typeof CheckDown>;
