import { randomUUID } from 'node:crypto';
import { localCompatibility } from '../compatibility.ts';
import { HorizontalError } from '../HorizontalError.ts';
import { type Log, noLog } from '../Log.ts';
import { type CallsInput, type HostBatch, type ListenInput, PROTOCOL } from '../remote/messages.ts';
import { HostSession } from './HostSession.ts';
import type { MessageLimits } from './MessageLog.ts';
import type { RemoteCaller } from './RemoteCaller.ts';

/** A client reads at once what is sent; with so much unread it hangs, or is gone. */
const MAX_UNCONFIRMED: MessageLimits = { messages: 50_000, bytes: 64 * 1024 * 1024 };

/** Of one caller at once: each is kept for its grace, and a caller needs one, or a few. */
const MOST_SESSIONS = 100;

export type MediasoupHostOptions = {
  /** A client may be gone for so long: then what was made over its session is closed. */
  readonly graceMs: number;
  readonly log?: Log;
  readonly maxUnconfirmed?: MessageLimits;
};

/** Serves the mediasoup of this process to `RemoteConnection`s elsewhere, each within its grant. */
export class MediasoupHost {
  /** Another one for each process. */
  readonly epoch: string = randomUUID();
  readonly #options: MediasoupHostOptions;
  readonly #log: Log;
  readonly #sessions = new Map<string, HostSession>();

  constructor(options: MediasoupHostOptions) {
    this.#options = options;
    this.#log = options.log ?? noLog;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /**
   * Begins a session, or goes on with it after the last batch that the client has.
   * @throws HorizontalError incompatible, forbidden, staleEpoch; later, when the session ends, why
   */
  async *listen(input: ListenInput, caller: RemoteCaller, signal: AbortSignal): AsyncGenerator<HostBatch> {
    const after = Number(input.lastEventId ?? 0);
    const session = this.#logged(caller, () => this.#openSession(input, caller));
    yield* session.read(after, signal);
  }

  /** @throws HorizontalError forbidden, staleEpoch */
  receive(input: CallsInput, caller: RemoteCaller): void {
    const session = this.#logged(caller, () => this.#requireSession(input.sessionId, caller));
    session.receive(input.calls, input.received);
    if (input.ends === true) session.close(new HorizontalError('closed', 'the client wants nothing more'));
  }

  /** Ends the sessions of one caller, or all: what was made over them is closed. */
  close(callerKey?: string): void {
    for (const session of [...this.#sessions.values()]) {
      if (callerKey !== undefined && session.caller.key !== callerKey) continue;
      session.close(new HorizontalError('closed', 'the host closed the session'));
    }
  }

  #openSession({ protocol, sessionId, lastEventId }: ListenInput, caller: RemoteCaller): HostSession {
    if (protocol !== PROTOCOL)
      throw new HorizontalError('incompatible', `protocol ${protocol}, not ${PROTOCOL}`);
    // Only a session's first listening begins it: one that was gone on with before is of another process, or has ended.
    if (this.#sessions.has(sessionId) || lastEventId !== undefined)
      return this.#requireSession(sessionId, caller);
    const ofCaller = [...this.#sessions.values()].filter((session) => session.caller.key === caller.key);
    if (ofCaller.length >= MOST_SESSIONS) throw new HorizontalError('forbidden', 'too many sessions');
    const session = new HostSession({
      id: sessionId,
      caller,
      epoch: this.epoch,
      compatibility: localCompatibility(),
      graceMs: this.#options.graceMs,
      maxUnconfirmed: this.#options.maxUnconfirmed ?? MAX_UNCONFIRMED,
      log: this.#log,
      onClose: () => this.#sessions.delete(sessionId),
    });
    this.#sessions.set(sessionId, session);
    this.#log.info('session began', { session: sessionId, caller: caller.key, grant: caller.grant });
    return session;
  }

  #requireSession(sessionId: string, caller: RemoteCaller): HostSession {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) throw new HorizontalError('staleEpoch', 'no such session');
    const { key, grant } = session.caller;
    if (key !== caller.key || grant !== caller.grant)
      throw new HorizontalError('forbidden', 'the session of another');
    return session;
  }

  #logged<T>(caller: RemoteCaller, find: () => T): T {
    try {
      return find();
    } catch (error) {
      const { code, message } = HorizontalError.from(error);
      // Whoever was away for longer than the grace asks for what has ended meanwhile.
      const level = code === 'staleEpoch' ? 'info' : 'warn';
      this.#log[level]('refused', { caller: caller.key, grant: caller.grant, code, reason: message });
      throw error;
    }
  }
}
