import { assertNever, type EnterInput, type Entered, type ErrorCode } from '@convene/protocol';
import type { WebApi } from './api.ts';
import { backoffMs, comingBack, serverWaitMs } from './backoff.ts';
import { clientErrorOf } from './clientError.ts';
import type { WaitCause } from './snapshot.ts';

/** What came of asking the web app for a server. */
export type ServerAnswer =
  | { readonly result: 'entered'; readonly entered: Entered }
  | { readonly result: 'serverUp' }
  | { readonly result: 'ended' }
  | { readonly result: 'failed'; readonly code: ErrorCode }
  /** Ask again after this time. */
  | { readonly result: 'wait'; readonly ms: number; readonly why: WaitCause };

/** What no further attempt of this client would change. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'meetingNotFound',
  'meetingEnded',
  'meetingFull',
  'meetingLocked',
  'removedFromMeeting',
  'admissionRefused',
  'unauthorized',
  'forbidden',
  'invalidInput',
  'unsupportedBrowser',
]);

export const isFinal = (code: ErrorCode): boolean => FINAL.has(code);

/** Asks once; `waits` counts the times before that there was no server, or no answer. */
export async function requestServer(web: WebApi, input: EnterInput, waits: number): Promise<ServerAnswer> {
  try {
    const answer = await web.enter(input);
    switch (answer.result) {
      case 'entered': {
        return { result: 'entered', entered: answer };
      }
      case 'serverUp':
      case 'ended': {
        return answer;
      }
      case 'notFound': {
        return { result: 'failed', code: 'meetingNotFound' };
      }
      case 'full': {
        return { result: 'failed', code: 'meetingFull' };
      }
      case 'locked': {
        return { result: 'failed', code: 'meetingLocked' };
      }
      case 'removed': {
        return { result: 'failed', code: 'removedFromMeeting' };
      }
      case 'noServer': {
        const ms = serverWaitMs(waits, answer.retryAfterMs);
        return { result: 'wait', ms, why: answer.full === true ? 'full' : 'noServer' };
      }
      default: {
        return assertNever(answer);
      }
    }
  } catch (error) {
    const { code } = clientErrorOf(error);
    return isFinal(code)
      ? { result: 'failed', code }
      : { result: 'wait', ms: backoffMs(waits, comingBack.retry), why: 'noAnswer' };
  }
}
