import { AppError } from '@convene/protocol';
import { $ZodError } from 'zod/v4/core';

/** SQLSTATEs, or their classes, that say "not now" rather than "you asked something wrong". */
const UNAVAILABLE = [
  /^08/, // connection exception
  /^53/, // out of connections, memory or disk
  /^57P0/, // shutting down, crashed, starting up, dropped
  /^57014$/, // cancelled by the statement timeout
  /^28/, // refused at the door
  /^3D000$/, // no such database (yet)
];
/** The database ended one of two transactions that waited for each other: the statement can simply be sent again. */
const RETRY = /^(40001|40P01)$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
const UNIQUE_VIOLATION = '23505';

/** The SQLSTATE of an error of pg or Prisma; undefined when the error did not come from the server. */
function sqlStateOf(error: unknown): string | undefined {
  for (const candidate of causesOf(error)) {
    const { code, originalCode } = candidate;
    for (const value of [originalCode, code]) {
      if (typeof value === 'string' && SQLSTATE.test(value) && !/^P\d/.test(value) && !/^E[A-Z]/.test(value))
        return value;
    }
  }
  return undefined;
}

/** The error and what it wraps: Prisma keeps the driver's error in `meta.driverAdapterError.cause`. */
function* causesOf(error: unknown): Generator<Record<string, unknown>> {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const fields: Record<string, unknown> = { ...current };
    // `cause` and `code` of an Error may be inherited or not enumerable.
    if (current instanceof Error) fields['cause'] ??= current.cause;
    yield fields;
    const meta = fields['meta'];
    current =
      typeof meta === 'object' && meta !== null && 'driverAdapterError' in meta
        ? meta.driverAdapterError
        : fields['cause'];
  }
}

/** Whether a statement failed only because another one was in its way. */
export function mayRetry(error: unknown): boolean {
  return RETRY.test(sqlStateOf(error) ?? '');
}

/** Whether the database has no space left on its disk. */
export function isDiskFull(error: unknown): boolean {
  return sqlStateOf(error) === '53100';
}

/** Whether a row with the same unique key is there already. */
export function isUniqueViolation(error: unknown): boolean {
  if (sqlStateOf(error) === UNIQUE_VIOLATION) return true;
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002';
}

/**
 * The error as the rest of the program sees it. An error without an SQLSTATE came from the connection (refused,
 * broken off, timed out); one with an SQLSTATE is our own mistake and stays what it is.
 */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const state = sqlStateOf(error);
  if (state === undefined) return isOurMistake(error) ? error : AppError.databaseUnavailable(error);
  return UNAVAILABLE.some((pattern) => pattern.test(state)) ? AppError.databaseUnavailable(error) : error;
}

/** Errors that never touched the connection: a schema that does not fit the row, a wrong call of Prisma. */
function isOurMistake(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (error instanceof $ZodError || error.name === 'PrismaClientValidationError') return true;
  if (error instanceof TypeError || error instanceof RangeError) return true;
  // P1xxx: no connection; P2024: none free in the pool. All other codes of Prisma are about the data.
  return 'code' in error && typeof error.code === 'string' && /^P2(?!024)\d{3}$/.test(error.code);
}
