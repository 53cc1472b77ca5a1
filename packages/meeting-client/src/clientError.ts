import { AppError, WireError } from '@convene/protocol';
import { TRPCClientError } from '@trpc/client';

/**
 * Any failure of a call to the web app or a media server as an AppError. A tRPC error with no wire error of ours in it
 * never reached the procedure or lost its answer: `timeout`, and the call may have run.
 */
export function clientErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof TRPCClientError) {
    // `data` is whatever the server sent: parsed, not trusted.
    const wire = WireError.safeParse((error.data as { wire?: unknown } | undefined)?.wire);
    return wire.success ? AppError.fromWire(wire.data) : AppError.of('timeout', { what: 'request' }, error);
  }
  return AppError.from(error);
}
