/**
 * `timeout`: a step was not answered in time. `closed`: an end closed while it was set up. `srtpMismatch`: one side
 * would send in clear. `noSctp`: data is to go over a pair that was made without SCTP.
 */
export type PipeErrorCode = 'timeout' | 'closed' | 'srtpMismatch' | 'noSctp';

/** Why a pipe did not come about; what a router itself answered is thrown as it is. */
export class PipeError extends Error {
  override readonly name = 'PipeError';
  readonly code: PipeErrorCode;

  private constructor(code: PipeErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  static timeout = (step: string, ms: number) =>
    new PipeError('timeout', `${step} was not answered within ${ms} ms`);
  static closed = (what: string) => new PipeError('closed', `${what} closed while the pipe was set up`);
  static srtpMismatch = () => new PipeError('srtpMismatch', 'only one side of the pipe has SRTP');
  static noSctp = () => new PipeError('noSctp', 'the pipe was made without SCTP');
}
