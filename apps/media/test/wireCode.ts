import type { ErrorCode } from '@convene/protocol';
import { TRPCClientError } from '@trpc/client';

/** The code with which a request failed. @throws when it did not fail, or without one of our codes */
export async function codeOf(request: Promise<unknown>): Promise<ErrorCode> {
  try {
    await request;
  } catch (error) {
    if (error instanceof TRPCClientError) {
      const data: { wire?: { code?: ErrorCode } } | undefined = error.data;
      if (data?.wire?.code !== undefined) return data.wire.code;
    }
    throw error;
  }
  throw new Error('the request was answered');
}
