import { AppError, WireError } from '@convene/protocol';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { WebRouter } from '../server/router.ts';

/** The web app's own API. One request per call: there is nothing to batch, and each answer comes when it is ready. */
export const createWebClient = () => createTRPCClient<WebRouter>({ links: [httpLink({ url: '/api/trpc' })] });

/** What went wrong in a call, as one of the closed set of codes. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof TRPCClientError)) return AppError.internal(error);
  // tRPC types the data by the router; it came over the wire, so it is parsed.
  const wire = WireError.safeParse((error.data as { wire?: unknown } | null | undefined)?.wire);
  // Without data there was no answer from the app at all: the network, or a proxy in between.
  return wire.success ? AppError.fromWire(wire.data) : AppError.of('timeout', {}, error);
}
