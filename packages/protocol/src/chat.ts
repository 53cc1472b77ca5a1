import * as z from 'zod/mini';
import { ParticipantId, StreamId } from './ids.ts';
import { wireLimits } from './limits.ts';

/** JSON messages on the DataChannels (004-56..62). `chat` messages use the reliable one, all others the unreliable. */

export const ChatText = z.string().check(
  z.maxLength(wireLimits.chatTextLength),
  z.refine((text) => text.trim() !== '', { error: 'empty' }),
  // Postgres stores all other characters.
  z.refine((text) => !text.includes('\0'), { error: 'controlCharacters' }),
);

/** One message as it is stored: `seq` counts from 1 without gaps in one meeting (private ones are numbered too). */
export const ChatMessage = z.object({
  seq: z.int().check(z.positive()),
  clientMessageId: z.uuid(),
  participantId: ParticipantId,
  name: z.string(),
  message: z.string(),
  /** Milliseconds since the epoch, by the database's clock. */
  timestamp: z.number(),
  /** Set on a private message. */
  to: z.optional(ParticipantId),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** Client → server, on `chat`. Sent again with the same `clientMessageId` until it is acknowledged (004-58). */
export const ChatUp = z.object({
  type: z.literal('chat'),
  clientMessageId: z.uuid(),
  message: ChatText,
  to: z.optional(ParticipantId),
});
export type ChatUp = z.infer<typeof ChatUp>;

/** Server → client, on `chat`. `seq` of the meeting's last message goes with each, so that a gap is seen. */
export const ChatDown = z.discriminatedUnion('type', [
  z.object({ type: z.literal('chat'), ...ChatMessage.shape }),
  /** A private message that is not for this client took this number. */
  z.object({ type: z.literal('skipped'), seq: z.int().check(z.positive()) }),
  /** The sender's own message is stored. */
  z.object({
    type: z.literal('stored'),
    clientMessageId: z.uuid(),
    seq: z.int().check(z.positive()),
    timestamp: z.number(),
  }),
  /** Not stored. `retry`: the same message may be sent again later (database down); else it never will be. */
  z.object({
    type: z.literal('refused'),
    clientMessageId: z.uuid(),
    code: z.enum(['databaseUnavailable', 'rateLimited', 'invalidInput', 'forbidden', 'participantNotFound']),
    retry: z.boolean(),
  }),
]);
export type ChatDown = z.infer<typeof ChatDown>;

const signals = {
  typing: z.object({ type: z.literal('typing'), typing: z.boolean() }),
  reaction: z.object({
    type: z.literal('reaction'),
    emoji: z.string().check(z.minLength(1), z.maxLength(16)),
  }),
  pointer: z.object({
    type: z.literal('pointer'),
    streamId: StreamId,
    /** Fractions of the picture's width and height. */
    x: z.number().check(z.minimum(0), z.maximum(1)),
    y: z.number().check(z.minimum(0), z.maximum(1)),
  }),
} as const;

/** Client → server, on `signals` (004-62). */
export const SignalUp = z.discriminatedUnion('type', [signals.typing, signals.reaction, signals.pointer]);
export type SignalUp = z.infer<typeof SignalUp>;

const from = { participantId: ParticipantId };

/** Server → client, on `signals`: the same, stamped with the sender; loudness of the speakers, in dBov (-127 to 0). */
export const SignalDown = z.discriminatedUnion('type', [
  z.extend(signals.typing, from),
  z.extend(signals.reaction, from),
  z.extend(signals.pointer, from),
  z.object({ type: z.literal('volumes'), volumes: z.array(z.tuple([ParticipantId, z.number()])) }),
]);
export type SignalDown = z.infer<typeof SignalDown>;

/** History, over HTTP from the web app: oldest first, at most 100 at once. */
export const ChatHistory = z.object({ messages: z.array(ChatMessage), lastSeq: z.int() });
export type ChatHistory = z.infer<typeof ChatHistory>;
