import * as z from 'zod/mini';
import { MeetingId, PeerId, SeatKey, ServerEpoch, ServerId, UserId } from './ids.ts';
import { Role } from './room.ts';
import { MeetingSlug } from './slug.ts';

export const TOKEN_AUDIENCE = 'convene-media';
export const TOKEN_ISSUER = 'convene-web';
export const TOKEN_ALGORITHM = 'EdDSA';

/** A join token's claims (DESIGN §7): bound to one meeting, seat, server and role. Signed by the web app alone. */
export const JoinClaims = z.object({
  userId: UserId,
  seatKey: SeatKey,
  meetingId: MeetingId,
  slug: MeetingSlug,
  title: z.string(),
  role: Role,
  serverId: ServerId,
  serverEpoch: ServerEpoch,
  /** A move: the seat's peer that goes on sending until the one with this token has taken over from it. */
  predecessor: z.optional(PeerId),
  /** The web app chose this server over the meeting's home on purpose (full, another region, PLACEMENT_SPREAD). */
  spread: z.optional(z.boolean()),
});
export type JoinClaims = z.infer<typeof JoinClaims>;
