import { AppError } from '@convene/protocol';

/**
 * A request to a worker has no deadline of its own: one that hangs would hold its caller for ever. A late answer is
 * handed to `onLate`, so that what it made can be closed.
 */
export async function withDeadline<T>(
  promise: Promise<T>,
  { ms, what, onLate }: { ms: number; what: string; onLate?: (late: T) => void },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    const first = await Promise.race([promise.then((value) => ({ value })), deadline]);
    if (first !== 'late') return first.value;
  } finally {
    clearTimeout(timer);
  }
  // The late answer, or its failure, has nobody else to look at it.
  promise.then((late) => onLate?.(late)).catch(() => {});
  throw AppError.timeout(what, ms);
}
