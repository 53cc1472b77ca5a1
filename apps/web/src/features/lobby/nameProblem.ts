import type { $ZodError } from 'zod/v4/core';

/** What is wrong with a name, by the message that its schema gives. */
export function nameProblem(error: Pick<$ZodError, 'issues'>): 'nameEmpty' | 'nameTooLong' | 'nameControl' {
  const issue = error.issues[0];
  if (issue?.message === 'empty') return 'nameEmpty';
  if (issue?.message === 'controlCharacters') return 'nameControl';
  return 'nameTooLong';
}
