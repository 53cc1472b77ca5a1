import { initTRPC } from '@trpc/server';
import { formatError } from './errorFormatter.ts';
import type { SignalingContext } from './ports.ts';
import { requireRight, type Right } from './rights.ts';

const t = initTRPC.context<SignalingContext>().create({ errorFormatter: formatError });

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
