import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { HorizontalError, type HorizontalErrorCode } from '../HorizontalError.ts';
import type { MediasoupHost } from '../host/MediasoupHost.ts';
import type { RemoteCaller } from '../host/RemoteCaller.ts';
import { CallsInput, ListenInput } from '../remote/messages.ts';

/** What a server that has `remoteRouter` among its procedures puts into the context of each connection. */
export type RemoteContext = {
  readonly mediasoup: { readonly host: MediasoupHost; readonly caller: RemoteCaller };
};

const t = initTRPC.context<RemoteContext>().create();

const TRPC_CODES: Readonly<Partial<Record<HorizontalErrorCode, TRPCError['code']>>> = {
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  staleEpoch: 'PRECONDITION_FAILED',
  incompatible: 'PRECONDITION_FAILED',
  notFound: 'NOT_FOUND',
  invalidParameters: 'BAD_REQUEST',
};

/** The message begins with the code, which is all that the other side reads. */
export function toTrpcError(error: unknown): TRPCError {
  if (error instanceof TRPCError) return error;
  const cause = HorizontalError.from(error);
  return new TRPCError({
    code: TRPC_CODES[cause.code] ?? 'INTERNAL_SERVER_ERROR',
    message: cause.message,
    cause,
  });
}

/** The remote protocol as two procedures, for a tRPC server over WebSocket, beside what procedures it has of its own. */
export const remoteRouter = t.router({
  listen: t.procedure.input(ListenInput).subscription(async function* ({ ctx, input, signal }) {
    const { host, caller } = ctx.mediasoup;
    try {
      for await (const batch of host.listen(input, caller, signal ?? new AbortController().signal)) {
        yield tracked(String(batch.first + batch.messages.length - 1), batch);
      }
    } catch (error) {
      throw toTrpcError(error);
    }
  }),

  calls: t.procedure.input(CallsInput).mutation(({ ctx, input }) => {
    const { host, caller } = ctx.mediasoup;
    try {
      host.receive(input, caller);
    } catch (error) {
      throw toTrpcError(error);
    }
    return {};
  }),
});

export type RemoteRouterProcedures = typeof remoteRouter;
