import { z } from 'zod';
import { MeetingId, ParticipantId, SeatEpoch, SeatKey, ServerEpoch, ServerId } from './ids.ts';
import { MeetingInfo, Role } from './room.ts';
import { IceServer, RtpCapabilities } from './rtp.ts';
import { MeetingSlug } from './slug.ts';

/** The web app's tRPC API over HTTP, as the browser sees it. */

export const CreateMeetingInput = z.object({
  title: z
    .string()
    .trim()
    .max(120)
    .refine((title) => !/\p{Cc}/u.test(title), { message: 'controlCharacters' })
    .default(''),
});
export type CreateMeetingInput = z.infer<typeof CreateMeetingInput>;
export const CreateMeetingOutput = z.object({ slug: MeetingSlug, url: z.string() });
export type CreateMeetingOutput = z.infer<typeof CreateMeetingOutput>;

export const EnterInput = z.object({
  slug: z.string().max(200),
  seatKey: SeatKey.default(SeatKey.parse('browser')),
  /** The epoch this very tab held last; see `JoinInput.heldSeatEpoch`. */
  heldSeatEpoch: SeatEpoch.optional(),
  /** Servers that answered `elsewhere`. */
  avoid: z.array(ServerId).max(16).default([]),
  /** A server that vanished under the client: it is probed, and avoided if it does not answer. */
  lost: z.object({ serverId: ServerId, epoch: ServerEpoch }).optional(),
});
export type EnterInput = z.input<typeof EnterInput>;

export const Entered = z.object({
  result: z.literal('entered'),
  meeting: MeetingInfo,
  role: Role,
  server: z.object({ serverId: ServerId, epoch: ServerEpoch, url: z.string() }),
  token: z.string(),
  /** When the token ends, ms since the epoch. */
  expiresAt: z.number(),
  routerRtpCapabilities: RtpCapabilities,
  iceServers: z.array(IceServer),
  seat: z.object({
    participantId: ParticipantId.nullable(),
    /** The name this identity used last, or null. */
    name: z.string().nullable(),
    /** Another tab of this browser sits in it now. */
    occupied: z.boolean(),
    muted: z.boolean(),
    cameraOff: z.boolean(),
  }),
});
export type Entered = z.infer<typeof Entered>;

export const EnterOutput = z.discriminatedUnion('result', [
  Entered,
  z.object({ result: z.literal('notFound') }),
  z.object({ result: z.literal('ended') }),
  z.object({ result: z.literal('full'), limit: z.number() }),
  z.object({ result: z.literal('noServer'), retryAfterMs: z.number() }),
]);
export type EnterOutput = z.infer<typeof EnterOutput>;

export const ChatHistoryInput = z.object({
  meetingId: MeetingId,
  seatKey: SeatKey.default(SeatKey.parse('browser')),
  afterSeq: z.number().int().nonnegative().optional(),
  beforeSeq: z.number().int().positive().optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ChatHistoryInput = z.input<typeof ChatHistoryInput>;
