import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '@convene/protocol';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { TRPCError } from '@trpc/server';
import { clientOf } from './client.ts';
import type { Log } from './Log.ts';
import { webRouter } from './router.ts';
import { Session } from './Session.ts';
import type { TrustedProxies } from './TrustedProxies.ts';
import type { WebServices } from './WebServices.ts';

export const API_PATH = '/api/trpc';
/** No call of the API has more to say than some ids and a title. */
const MAX_BODY_BYTES = 16 * 1024;
const MAX_BATCH = 8;

function logError(log: Log, path: string | undefined, error: TRPCError): void {
  const code = error.cause instanceof AppError ? error.cause.code : error.code;
  if (error.code === 'INTERNAL_SERVER_ERROR') log.error('call failed', { path, code, error });
  else if (code === 'databaseUnavailable') log.warn('call failed', { path, code, error });
  else log.debug('call refused', { path, code });
}

/** The tRPC API as a request handler. */
export function createApi(
  services: WebServices,
  proxies: TrustedProxies,
): (req: IncomingMessage, res: ServerResponse) => void {
  const { cookies, adminSecret, log, now } = services;
  return createHTTPHandler({
    router: webRouter,
    basePath: `${API_PATH}/`,
    maxBodySize: MAX_BODY_BYTES,
    maxBatchSize: MAX_BATCH,
    createContext: ({ req, res }) => {
      const client = clientOf(req, proxies);
      return { services, session: new Session({ req, res, client, cookies, adminSecret, now }) };
    },
    onError: ({ path, error }) => logError(log, path, error),
  });
}
