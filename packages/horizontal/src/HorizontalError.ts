import * as z from 'zod';

/** The closed set of what can go wrong between instances; mediasoup's own errors come through as they are. */
export const HorizontalErrorCode = z.enum([
  /** No key, or not the right one. */
  'unauthorized',
  /** The grant does not have this member, or the object is not the caller's. */
  'forbidden',
  /** The other side is not the process that it was: it knows nothing of what was made before. */
  'staleEpoch',
  /** Another protocol, another mediasoup, or other codecs. */
  'incompatible',
  'notFound',
  'invalidParameters',
  /** The link broke, and was not back in time. */
  'disconnected',
  /** No answer in time; what a late one brings is closed. */
  'timeout',
  /** The connection was closed on purpose. */
  'closed',
  /** One side reads too slowly. */
  'tooSlow',
  /** Anything else that went wrong on the other side. */
  'remote',
]);
export type HorizontalErrorCode = z.infer<typeof HorizontalErrorCode>;

/** The error of this package: `code` is for programs, `message` for logs. */
export class HorizontalError extends Error {
  override readonly name = 'HorizontalError';
  readonly code: HorizontalErrorCode;

  constructor(code: HorizontalErrorCode, reason: string, cause?: unknown) {
    super(`${code}: ${reason}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** Any thrown value as a HorizontalError; what is none becomes `remote` with its cause kept. */
  static from(error: unknown): HorizontalError {
    if (error instanceof HorizontalError) return error;
    return new HorizontalError('remote', error instanceof Error ? error.message : String(error), error);
  }
}
