import { errors } from 'mediasoup';
import { HorizontalError, HorizontalErrorCode } from '../HorizontalError.ts';
import type { WireError } from './messages.ts';

/** What mediasoup throws a TypeError for, so that code which looks for that finds it. */
export class InvalidParameters extends TypeError {
  constructor(cause: Error) {
    super(`invalid parameters: ${cause.message}`, { cause });
  }
}

/** The errors that mediasoup's API throws: code written for mediasoup looks at their types. */
export function wireErrorOf(error: unknown): WireError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof HorizontalError) return { name: 'HorizontalError', code: error.code, message };
  if (error instanceof InvalidParameters) return { name: 'TypeError', code: 'invalidParameters', message };
  if (error instanceof TypeError) return { name: 'TypeError', code: 'remote', message };
  if (error instanceof errors.UnsupportedError) return { name: 'UnsupportedError', code: 'remote', message };
  if (error instanceof errors.WorkerClosedError)
    return { name: 'WorkerClosedError', code: 'remote', message };
  if (error instanceof errors.NotFoundError) return { name: 'NotFoundError', code: 'notFound', message };
  return { name: 'Error', code: 'remote', message };
}

export function errorOfWire({ name, code, message }: WireError): Error {
  switch (name) {
    case 'TypeError': {
      return new TypeError(message);
    }
    case 'UnsupportedError': {
      return new errors.UnsupportedError(message);
    }
    case 'WorkerClosedError': {
      return new errors.WorkerClosedError(message);
    }
    case 'NotFoundError': {
      return new errors.NotFoundError(message);
    }
    case 'Error': {
      return new Error(message);
    }
    case 'HorizontalError': {
      const known = HorizontalErrorCode.safeParse(code);
      return new HorizontalError(known.success ? known.data : 'remote', message.replace(/^\w+: /, ''));
    }
    default: {
      name satisfies never;
      return new Error(message);
    }
  }
}
