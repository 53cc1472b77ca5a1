import { assertNever, type EnterInput, type Entered, type ErrorCode } from '@convene/protocol';
import type { WebApi } from './api.ts';
import { backoffMs } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';

/** What came of asking the web app for a server. */
export type ServerAnswer =
  | { readonly result: 'entered'; readonly entered: Entered }
  | { readonly result: 'ended' }
  | { readonly result: 'failed'; readonly code: ErrorCode }
  /** Ask again after this time; `full`: because all servers are. */
  | { readonly result: 'wait'; readonly ms: number; readonly full: boolean };

const RETRY = { firstMs: 500, maxMs: 8000 } as const;

/** What no further attempt of this client would change. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'meetingNotFound',
  'meetingEnded',
  'meetingFull',
  'unauthorized',
  'forbidden',
  'invalidInput',
  'unsupportedBrowser',
]);

export const isFinal = (code: ErrorCode): boolean => FINAL.has(code);

/** Asks once; `failures` counts the times before that nobody answered. */
export async function requestServer(web: WebApi, input: EnterInput, failures: number): Promise<ServerAnswer> {
  try {
    const answer = await web.enter(input);
    switch (answer.result) {
      case 'entered': {
        return { result: 'entered', entered: answer };
      }
      case 'ended': {
        return { result: 'ended' };
      }
      case 'notFound': {
        return { result: 'failed', code: 'meetingNotFound' };
      }
      case 'full': {
        return { result: 'failed', code: 'meetingFull' };
      }
      case 'noServer': {
        return { result: 'wait', ms: answer.retryAfterMs, full: answer.full ?? false };
      }
      default: {
        return assertNever(answer);
      }
    }
  } catch (error) {
    const { code } = clientErrorOf(error);
    return isFinal(code)
      ? { result: 'failed', code }
      : { result: 'wait', ms: backoffMs(failures, RETRY), full: false };
  }
}
