import { type ChatMessage, ParticipantId } from '@convene/protocol';
import { z } from 'zod';

export const ChatRow = z.object({
  seq: z.number().int().positive(),
  clientMessageId: z.string(),
  participantId: ParticipantId,
  senderName: z.string(),
  toParticipantId: z.nullable(ParticipantId),
  text: z.string(),
  at: z.date(),
});
type ChatRow = z.infer<typeof ChatRow>;

/** A stored message as it crosses the wire. */
export function toChatMessage(row: ChatRow): ChatMessage {
  return {
    seq: row.seq,
    clientMessageId: row.clientMessageId,
    participantId: row.participantId,
    name: row.senderName,
    message: row.text,
    timestamp: row.at.getTime(),
    ...(row.toParticipantId !== null && { to: row.toParticipantId }),
  };
}
