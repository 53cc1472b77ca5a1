import { MeetingId, MeetingSlug, RoomState, ServerId, UserId, VideoCodec } from '@convene/protocol';
import { z } from 'zod';

/** What the host may set; a meeting that says nothing gets the defaults of the installation. */
export const MeetingSettings = z.object({
  maxParticipants: z.number().int().min(1).max(10_000).optional(),
  /** In which cameras are sent while everybody can see it. */
  videoCodec: z.enum(VideoCodec.options).optional(),
});
export type MeetingSettings = z.infer<typeof MeetingSettings>;

export const MeetingRow = z.object({
  id: MeetingId,
  slug: MeetingSlug,
  title: z.string(),
  hostUserId: z.nullable(UserId),
  settings: MeetingSettings,
  homeServerId: z.nullable(ServerId),
  chatSeq: z.number().int(),
  state: RoomState,
  stateVersion: z.number().int(),
  createdAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
});
export type MeetingRow = z.infer<typeof MeetingRow>;
