import * as z from 'zod/mini';
import { BanId, KnockId, ParticipantId, StreamId } from './ids.ts';

/** Host tools: what people with more rights may do with others and with the meeting. Checked on the server, each one. */

/** Somebody who waits to be let in, as hosts and cohosts see them. */
export const WaitingPerson = z.object({
  knockId: KnockId,
  name: z.string(),
  /** Since when, ms since the epoch. */
  since: z.number(),
});
export type WaitingPerson = z.infer<typeof WaitingPerson>;

/** Somebody who is kept out, as hosts and cohosts see them. */
export const BannedPerson = z.object({
  banId: BanId,
  name: z.string(),
  /** Since when, ms since the epoch. */
  at: z.number(),
});
export type BannedPerson = z.infer<typeof BannedPerson>;

/** Who stands before the door; told to hosts and cohosts alone. */
export const Door = z.object({
  /** Who came first is first. */
  waiting: z.array(WaitingPerson),
  /** Who is kept out; the last one is first. */
  banned: z.array(BannedPerson),
});
export type Door = z.infer<typeof Door>;

/** What a host may stop of somebody: mute them, turn their camera off, end what they share. There is no opposite. */
export const StoppableSource = z.enum(['microphone', 'camera', 'screen']);
export type StoppableSource = z.infer<typeof StoppableSource>;

export const StopSourceInput = z.object({ participantId: ParticipantId, source: StoppableSource });
export type StopSourceInput = z.infer<typeof StopSourceInput>;

export const ParticipantInput = z.object({ participantId: ParticipantId });
export type ParticipantInput = z.infer<typeof ParticipantInput>;

/** `keepOut` false: they may come again, by the door that everybody new comes through. Left out: they are kept out. */
export const RemoveParticipantInput = z.object({
  participantId: ParticipantId,
  keepOut: z.optional(z.boolean()),
});
export type RemoveParticipantInput = z.infer<typeof RemoveParticipantInput>;

export const LetBackInInput = z.object({ banId: BanId });
export type LetBackInInput = z.infer<typeof LetBackInInput>;

/** `all`: whoever waits when the request is carried out. */
export const AnswerKnocksInput = z.object({
  knocks: z.union([z.literal('all'), z.array(KnockId).check(z.minLength(1), z.maxLength(500))]),
  admit: z.boolean(),
});
export type AnswerKnocksInput = z.infer<typeof AnswerKnocksInput>;

export const SetLockedInput = z.object({ locked: z.boolean() });
export type SetLockedInput = z.infer<typeof SetLockedInput>;

export const SetWaitingRoomInput = z.object({ waitingRoom: z.boolean() });
export type SetWaitingRoomInput = z.infer<typeof SetWaitingRoomInput>;

export const PinForAllInput = z.object({ streamId: z.nullable(StreamId) });
export type PinForAllInput = z.infer<typeof PinForAllInput>;

export const SetRoleInput = z.object({
  participantId: ParticipantId,
  role: z.enum(['cohost', 'participant']),
});
export type SetRoleInput = z.infer<typeof SetRoleInput>;

export const RaiseHandInput = z.object({ raised: z.boolean() });
export type RaiseHandInput = z.infer<typeof RaiseHandInput>;
