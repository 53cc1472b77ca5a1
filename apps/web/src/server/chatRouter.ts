import { AppError, ChatHistory, ChatHistoryInput } from '@convene/protocol';
import { procedure, router } from './procedures.ts';

export const chatRouter = router({
  /** For people who have a seat in the meeting, also when they have just left it or lost their connection. */
  history: procedure('guest')
    .input(ChatHistoryInput)
    .output(ChatHistory)
    .query(async ({ ctx, input }) => {
      const { meetingId, seatKey, afterSeq, beforeSeq, limit } = input;
      const { db } = ctx.services;
      const participantId = await db.rooms.findSeat({ meetingId, userId: ctx.userId, seatKey });
      if (participantId === undefined) throw AppError.forbidden('seat');
      return db.chat.history({
        meetingId,
        participantId,
        limit,
        ...(afterSeq !== undefined && { afterSeq }),
        ...(beforeSeq !== undefined && { beforeSeq }),
      });
    }),
});
