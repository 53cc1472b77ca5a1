import { PipeError } from './PipeError.ts';

/**
 * One step of a set-up with its deadline: a worker that hangs, or a host that is gone, answers nothing for ever. What
 * comes late is handed to `onLate`, so that it can be closed.
 */
export async function step<T>(
  what: string,
  promise: Promise<T>,
  { ms, onLate }: { ms: number; onLate?: (late: T) => void },
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
  throw PipeError.timeout(what, ms);
}
