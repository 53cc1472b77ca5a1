import * as z from 'zod/mini';
import { VideoCodec } from './codecs.ts';
import { withoutInvisible } from './displayName.ts';
import { BROWSER_SEAT, MeetingId, ParticipantId, SeatEpoch, SeatKey, ServerEpoch, ServerId } from './ids.ts';
import { MeetingInfo, Role } from './room.ts';
import { IceServer, RtpCapabilities } from './rtp.ts';
import { MeetingSlug } from './slug.ts';

/** The web app's tRPC API over HTTP, as the browser sees it. */

export const CreateMeetingInput = z.object({
  title: z._default(
    z.string().check(
      z.refine((title) => !/\p{Cc}/u.test(title), { error: 'controlCharacters' }),
      // A name that was pasted may have some that nobody sees, and that turn around the text beside it.
      z.overwrite(withoutInvisible),
      z.maxLength(120),
    ),
    '',
  ),
  /** In which cameras are sent while everybody can see it; VP8 unless it is set. */
  videoCodec: z.optional(VideoCodec),
});
export type CreateMeetingInput = z.infer<typeof CreateMeetingInput>;
export const CreateMeetingOutput = z.object({ slug: MeetingSlug, url: z.string() });
export type CreateMeetingOutput = z.infer<typeof CreateMeetingOutput>;

export const EnterInput = z.object({
  slug: z.string().check(z.maxLength(200)),
  seatKey: z._default(SeatKey, BROWSER_SEAT),
  /** The epoch this very tab held last; see `JoinInput.heldSeatEpoch`. */
  heldSeatEpoch: z.optional(SeatEpoch),
  /** The server asked this tab's peer to move (`moveStarted`): it is to go on until the next one has taken over. */
  moving: z._default(z.boolean(), false),
  /** Servers that answered `elsewhere`. */
  avoid: z._default(z.array(ServerId).check(z.maxLength(16)), []),
  /** A server that vanished under the client: it is probed, and avoided if it does not answer. */
  lost: z.optional(
    z.object({
      serverId: ServerId,
      epoch: ServerEpoch,
      /** The peer there may still live, its socket alone is gone: the question is only whether the server does. */
      resuming: z._default(z.boolean(), false),
    }),
  ),
});
export type EnterInput = z.input<typeof EnterInput>;

export const Entered = z.object({
  result: z.literal('entered'),
  meeting: MeetingInfo,
  /** What the meeting's settings say; VP8 when they say nothing. */
  videoCodec: z.optional(VideoCodec),
  role: Role,
  server: z.object({ serverId: ServerId, epoch: ServerEpoch, url: z.string() }),
  token: z.string(),
  /** When the token ends, ms since the epoch. */
  expiresAt: z.number(),
  /** `waiting`: a host or cohost will be asked to let this person in. */
  admission: z.optional(z.enum(['open', 'waiting'])),
  routerRtpCapabilities: RtpCapabilities,
  iceServers: z.array(IceServer),
  seat: z.object({
    participantId: z.nullable(ParticipantId),
    /** The name this identity used last, or null. */
    name: z.nullable(z.string()),
    /** Another tab of this browser sits in it now. */
    occupied: z.boolean(),
    muted: z.boolean(),
    cameraOff: z.boolean(),
  }),
});
export type Entered = z.infer<typeof Entered>;

export const EnterOutput = z.discriminatedUnion('result', [
  Entered,
  /** To `lost.resuming`: the server is up, as the process that the client has lost. */
  z.object({ result: z.literal('serverUp') }),
  z.object({ result: z.literal('notFound') }),
  z.object({ result: z.literal('ended') }),
  z.object({ result: z.literal('full'), limit: z.number() }),
  /** The host has locked the meeting, and this person has no seat in it. */
  z.object({ result: z.literal('locked') }),
  /** This person was removed from the meeting. */
  z.object({ result: z.literal('removed') }),
  z.object({
    result: z.literal('noServer'),
    retryAfterMs: z.number(),
    /** There are servers, and none has space for one more person. */
    full: z.optional(z.boolean()),
  }),
]);
export type EnterOutput = z.infer<typeof EnterOutput>;

export const ChatHistoryInput = z.object({
  meetingId: MeetingId,
  seatKey: z._default(SeatKey, BROWSER_SEAT),
  afterSeq: z.optional(z.int32().check(z.nonnegative())),
  beforeSeq: z.optional(z.int32().check(z.positive())),
  limit: z._default(z.int().check(z.minimum(1), z.maximum(100)), 50),
});
export type ChatHistoryInput = z.input<typeof ChatHistoryInput>;
