import { HorizontalError, type RemoteContext, remoteRouter } from '@convene/horizontal';
import { type AppError, MeetingId } from '@convene/protocol';
import {
  DemandReport,
  LINK_PROTOCOL,
  LinkedStreamStats,
  ReadStreamStats,
  StopOrder,
} from '@convene/protocol/link';
import { formatError } from '@convene/signaling';
import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import type { LinkService, ServerStart } from '../cluster/linkPorts.ts';

/** Whose socket it is; one that was refused is told why with each of its calls. */
export type LinkContext =
  | ({
      readonly state: 'accepted';
      readonly caller: ServerStart;
      readonly service: LinkService;
    } & RemoteContext)
  | ({ readonly state: 'refused'; readonly error: AppError } & RemoteContext);

export function refusedContext(error: AppError): LinkContext {
  return {
    state: 'refused',
    error,
    get mediasoup(): never {
      throw error;
    },
  };
}

const t = initTRPC.context<LinkContext>().create({
  errorFormatter: (failed) => {
    const { cause } = failed.error;
    // Of its errors horizontal reads the message, which begins with the code.
    const message = cause instanceof HorizontalError ? failed.error.message : '';
    return { ...formatError(failed), message };
  },
});

const procedure = t.procedure.use(async ({ ctx, next }) => {
  if (ctx.state === 'refused') throw ctx.error;
  return next({ ctx });
});

/** Server → server, over one WebSocket (DESIGN §5). What it answers is parsed by the caller, who trusts no server's word. */
export const linkRouter = t.router({
  /** Answered when the caller is let in. */
  hello: procedure.query(() => ({ protocol: LINK_PROTOCOL })),

  watchRoom: procedure.input(z.object({ meetingId: MeetingId })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const ended = signal ?? new AbortController().signal;
    yield* ctx.service.watchRoom(ctx.caller, input.meetingId, ended);
  }),

  reportDemand: procedure.input(DemandReport).mutation(async ({ ctx, input }) => {
    await ctx.service.reportDemand(ctx.caller, input);
  }),

  /** Done when it is answered. */
  order: procedure.input(StopOrder).mutation(async ({ ctx, input }) => {
    await ctx.service.order(ctx.caller, input);
  }),
  readStreamStats: procedure
    .input(ReadStreamStats)
    .output(LinkedStreamStats)
    .query(({ ctx, input }) => ctx.service.readStreamStats(ctx.caller, input)),

  /** mediasoup itself, within the `peer` grant. */
  mediasoup: remoteRouter,
});

export type LinkRouter = typeof linkRouter;
