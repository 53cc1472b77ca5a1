import type { ChatHistory, ChatMessage, MeetingId, ParticipantId } from '@convene/protocol';
import type { Connection } from '../connection/Connection.ts';
import { ChatRow, toChatMessage } from '../rows/chat.ts';
import { appendChat, type AppendOutcome } from './chatStatements.ts';

export type AppendChat = {
  meetingId: MeetingId;
  participantId: ParticipantId;
  senderName: string;
  clientMessageId: string;
  text: string;
  /** Set on a private message. */
  to?: ParticipantId;
};

export type ReadChat = {
  meetingId: MeetingId;
  /** Who asks: private messages are for their sender and receiver alone. */
  participantId: ParticipantId;
  /** Messages above this number, the oldest first. */
  afterSeq?: number;
  /** Messages below this number, the newest of them. */
  beforeSeq?: number;
  limit: number;
};

const MAX_MESSAGES = 100;

/** Chat messages, numbered without gaps within their meeting. What is answered here has reached the disk. */
export class ChatStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Stores a message and announces its number. Sent again, it is answered from the first time. */
  async append(message: AppendChat): Promise<AppendOutcome> {
    const row = await this.#connection.row(appendChat, [
      message.meetingId,
      message.participantId,
      message.senderName,
      message.clientMessageId,
      message.text,
      message.to ?? null,
    ]);
    if (row === undefined) throw new Error('append_chat answered no row');
    return row.outcome;
  }

  /** The messages after a number, whoever may read them: for servers, which hand each to those who may. */
  async listAfter(meetingId: MeetingId, afterSeq: number): Promise<ChatMessage[]> {
    const rows = await this.#connection.prisma((prisma) =>
      prisma.chatMessage.findMany({
        where: { meetingId, seq: { gt: afterSeq } },
        orderBy: { seq: 'asc' },
        take: MAX_MESSAGES,
      }),
    );
    return rows.map((row) => toChatMessage(ChatRow.parse(row)));
  }

  /** At most `limit` (≤ 100) messages that this participant may read, oldest first. */
  async history({ meetingId, participantId, afterSeq, beforeSeq, limit }: ReadChat): Promise<ChatHistory> {
    const forward = afterSeq !== undefined;
    const [meeting, rows] = await this.#connection.prisma(async (prisma) => [
      // First: a number that is in the answer without its message would count as somebody's private one.
      await prisma.meeting.findUnique({ where: { id: meetingId }, select: { chatSeq: true } }),
      await prisma.chatMessage.findMany({
        where: {
          meetingId,
          seq: { ...(forward && { gt: afterSeq }), ...(beforeSeq !== undefined && { lt: beforeSeq }) },
          OR: [{ toParticipantId: null }, { toParticipantId: participantId }, { participantId }],
        },
        orderBy: { seq: forward ? 'asc' : 'desc' },
        take: Math.min(limit, MAX_MESSAGES),
      }),
    ]);
    const messages = rows.map((row) => toChatMessage(ChatRow.parse(row))).sort((a, b) => a.seq - b.seq);
    return { messages, lastSeq: meeting?.chatSeq ?? 0 };
  }
}
