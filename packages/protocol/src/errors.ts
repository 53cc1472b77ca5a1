import * as z from 'zod/mini';

/** The closed set of what can go wrong; the UI has one sentence for each. */
export const ErrorCode = z.enum([
  'meetingNotFound',
  'meetingEnded',
  'meetingFull',
  /** Nobody new comes in: the host has locked the meeting. */
  'meetingLocked',
  /** This person was removed from the meeting, and is kept out. */
  'removedFromMeeting',
  /** This person asked to be let in, and was refused a moment ago. */
  'admissionRefused',
  'serverFull',
  'noServer',
  'unauthorized',
  'tokenExpired',
  'forbidden',
  'wrongState',
  'alreadyJoined',
  'invalidInput',
  'invalidName',
  'invalidRtpParameters',
  'invalidDtlsParameters',
  'messageTooLarge',
  'rateLimited',
  'tooManyConnections',
  'transportNotFound',
  'producerNotFound',
  'consumerNotFound',
  'streamNotFound',
  'participantNotFound',
  'resumeFailed',
  'cannotConsume',
  'cannotProduce',
  'versionConflict',
  'databaseUnavailable',
  'timeout',
  'serverClosing',
  'workerDied',
  'unsupportedBrowser',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** Ids and numbers that help to find the cause; never secrets, names or chat text. */
export type ErrorDetails = Record<string, string | number | boolean | null>;

/** What crosses the wire of an AppError. */
export const WireError = z.object({
  code: ErrorCode,
  details: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
export type WireError = z.infer<typeof WireError>;

/** The one error type that crosses the borders between packages; the `code` is for programs, `message` for logs. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  private constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  toWire(): WireError {
    return { code: this.code, details: this.details };
  }

  static of = (code: ErrorCode, details?: ErrorDetails, cause?: unknown) =>
    new AppError(code, details, cause);
  static fromWire = (wire: WireError) => new AppError(wire.code, wire.details);

  static meetingNotFound = (slug: string) => new AppError('meetingNotFound', { slug });
  static meetingEnded = (meetingId: string) => new AppError('meetingEnded', { meetingId });
  static meetingFull = (meetingId: string, limit: number) =>
    new AppError('meetingFull', { meetingId, limit });
  static meetingLocked = (meetingId: string) => new AppError('meetingLocked', { meetingId });
  static removedFromMeeting = (meetingId: string) => new AppError('removedFromMeeting', { meetingId });
  static admissionRefused = (meetingId: string) => new AppError('admissionRefused', { meetingId });
  static serverFull = (serverId: string) => new AppError('serverFull', { serverId });
  static unauthorized = (reason: string, cause?: unknown) => new AppError('unauthorized', { reason }, cause);
  static tokenExpired = () => new AppError('tokenExpired');
  static forbidden = (right: string) => new AppError('forbidden', { right });
  static wrongState = (request: string, state: string) => new AppError('wrongState', { request, state });
  static alreadyJoined = (peerId: string) => new AppError('alreadyJoined', { peerId });
  static invalidInput = (field: string, cause?: unknown) => new AppError('invalidInput', { field }, cause);
  static invalidRtpParameters = (reason: string, cause?: unknown) =>
    new AppError('invalidRtpParameters', { reason }, cause);
  static invalidDtlsParameters = (reason: string, cause?: unknown) =>
    new AppError('invalidDtlsParameters', { reason }, cause);
  static messageTooLarge = (bytes: number, limit: number) =>
    new AppError('messageTooLarge', { bytes, limit });
  static rateLimited = (what: string) => new AppError('rateLimited', { what });
  static tooManyConnections = (limit: number) => new AppError('tooManyConnections', { limit });
  static transportNotFound = (transportId: string) => new AppError('transportNotFound', { transportId });
  static producerNotFound = (producerId: string) => new AppError('producerNotFound', { producerId });
  static consumerNotFound = (consumerId: string) => new AppError('consumerNotFound', { consumerId });
  static participantNotFound = (participantId: string) =>
    new AppError('participantNotFound', { participantId });
  static resumeFailed = () => new AppError('resumeFailed');
  static cannotConsume = (producerId: string, cause?: unknown) =>
    new AppError('cannotConsume', { producerId }, cause);
  static cannotProduce = (reason: string, cause?: unknown) =>
    new AppError('cannotProduce', { reason }, cause);
  static databaseUnavailable = (cause?: unknown) => new AppError('databaseUnavailable', {}, cause);
  static timeout = (what: string, ms: number) => new AppError('timeout', { what, ms });
  static serverClosing = () => new AppError('serverClosing');
  static workerDied = (workerId: string) => new AppError('workerDied', { workerId });
  static internal = (cause: unknown) => new AppError('internal', {}, cause);

  /** Any thrown value as an AppError; what is none becomes `internal` with its cause kept. */
  static from(error: unknown): AppError {
    return error instanceof AppError ? error : AppError.internal(error);
  }
}
