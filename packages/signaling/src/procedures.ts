import { AppError, type WireError } from '@convene/protocol';
import { initTRPC, type TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import type { SignalingContext } from './ports.ts';
import { requireRight, type Right } from './rights.ts';

/** AppError → tRPC: the code and its details cross the wire, the message and the stack never do (STYLE 15). */
function toWireError(error: TRPCError): WireError {
  if (error.cause instanceof AppError) return error.cause.toWire();
  if (error.cause instanceof ZodError) {
    return { code: 'invalidInput', details: { field: error.cause.issues[0]?.path.join('.') ?? '' } };
  }
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED': {
      return { code: 'invalidInput' };
    }
    default: {
      return { code: 'internal' };
    }
  }
}

const t = initTRPC.context<SignalingContext>().create({
  errorFormatter: ({ shape, error }) => ({
    code: shape.code,
    message: '',
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, wire: toWireError(error) },
  }),
});

export const router = t.router;

/**
 * The only way to define a procedure, so that one which declares no right does not compile. The right is checked when
 * the request's turn comes, not when it arrives: the requests before it may have changed the peer's state.
 */
export function procedure(right: Right) {
  return t.procedure.use(async ({ ctx, path, type, next }) => {
    const run = async () => {
      requireRight(ctx.peer.standing, right, path);
      const result = await next();
      if (!result.ok) throw result.error;
      return result;
    };
    // A subscription lasts for as long as the peer: in the queue it would block every request behind it.
    return type === 'subscription' ? run() : ctx.peer.enqueue(path, run);
  });
}
