import { AppError, type ErrorCode } from '@convene/protocol';
import { formatError } from '@convene/signaling';
import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import type { Session } from './Session.ts';
import type { WebServices } from './WebServices.ts';

/** What each HTTP request brings along. */
type WebContext = { readonly session: Session; readonly services: WebServices };

const t = initTRPC.context<WebContext>().create({ errorFormatter: formatError });

export const router = t.router;

/** The HTTP status of an error; all others are 500. */
const HTTP_CODES: Readonly<Partial<Record<ErrorCode, TRPC_ERROR_CODE_KEY>>> = {
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  invalidInput: 'BAD_REQUEST',
  rateLimited: 'TOO_MANY_REQUESTS',
  databaseUnavailable: 'SERVICE_UNAVAILABLE',
};

/** tRPC's own errors (bad input and the like) know their status; an AppError gets one here. */
function withHttpCode(error: TRPCError): TRPCError {
  if (!(error.cause instanceof AppError)) return error;
  return new TRPCError({ code: HTTP_CODES[error.cause.code] ?? error.code, cause: error.cause });
}

const base = t.procedure
  .use(async ({ next }) => {
    const result = await next();
    if (!result.ok) throw withHttpCode(result.error);
    return result;
  })
  .use(({ ctx, type, next }) => {
    const { session, services } = ctx;
    if (!services.apiRate.take(session.client.address, services.now())) throw AppError.rateLimited('api');
    // Another site's page can make a browser send our cookies to us, but it cannot name another origin than its own.
    if (type === 'mutation' && !session.isSameOrigin) throw AppError.forbidden('sameOrigin');
    return next();
  });

/** `anyone`; `guest`: has an identity, made on the fly; `admin`: has signed in with the admin secret. */
const PROCEDURES = {
  anyone: base,
  guest: base.use(({ ctx, next }) => next({ ctx: { userId: ctx.session.identify() } })),
  admin: base.use(({ ctx, next }) => {
    if (!ctx.session.isAdmin) throw AppError.unauthorized('admin');
    return next();
  }),
} as const;

type Right = keyof typeof PROCEDURES;

/** The only way to define a procedure, so that one which declares no right does not compile. */
export const procedure = <R extends Right>(right: R): (typeof PROCEDURES)[R] => PROCEDURES[right];
