import { AppError } from '@convene/protocol';

/**
 * Answers what `work` answers, or fails as "database unavailable" when that takes longer than `ms`. The work itself
 * is ended by Postgres's statement timeout and the pool's own timeouts, which are no longer than `ms`.
 */
export async function withDeadline<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(AppError.databaseUnavailable(new Error(`no answer within ${ms} ms`))),
      ms,
    );
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
