import { AppError, type WireError } from '@convene/protocol';
import type { TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { $ZodError } from 'zod/v4/core';

function toWireError(error: TRPCError): WireError {
  if (error.cause instanceof AppError) return error.cause.toWire();
  // What zod and zod/mini throw alike.
  if (error.cause instanceof $ZodError) {
    return { code: 'invalidInput', details: { field: error.cause.issues[0]?.path.join('.') ?? '' } };
  }
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE': {
      return { code: 'invalidInput' };
    }
    case 'PAYLOAD_TOO_LARGE': {
      return { code: 'messageTooLarge' };
    }
    default: {
      return { code: 'internal' };
    }
  }
}

/**
 * AppError → tRPC, for the media server and the web app: the code and its details cross the wire, the message and the
 * stack never do.
 */
export function formatError({ shape, error }: { shape: TRPCDefaultErrorShape; error: TRPCError }) {
  return {
    code: shape.code,
    message: '',
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, wire: toWireError(error) },
  };
}
