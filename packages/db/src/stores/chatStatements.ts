import { z } from 'zod';
import type { Statement } from '../connection/statement.ts';

const AppendOutcome = z.discriminatedUnion('outcome', [
  /** `duplicate`: it had been stored before, under this number. */
  z.object({
    outcome: z.literal('stored'),
    seq: z.number().int().positive(),
    timestamp: z.number(),
    duplicate: z.boolean(),
  }),
  z.object({ outcome: z.literal('meetingNotFound') }),
]);
export type AppendOutcome = z.infer<typeof AppendOutcome>;

export const appendChat: Statement<{ outcome: AppendOutcome }> = {
  name: 'chat-append',
  text: 'SELECT append_chat($1::uuid, $2::uuid, $3::text, $4::uuid, $5::text, $6::uuid) AS outcome',
  row: z.object({ outcome: AppendOutcome }),
};
