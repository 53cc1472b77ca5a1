import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import { HorizontalError } from '../HorizontalError.ts';
import type { Log } from '../Log.ts';
import type { ConnectionState } from '../MediasoupConnection.ts';
import { Scope } from '../Scope.ts';
import type { LinkChannel } from './LinkChannel.ts';
import { ABANDONED, type Call, HostBatch, type HostMessage, PROTOCOL } from './messages.ts';
import type { RemoteCall } from './RemoteHandle.ts';
import { errorOfWire } from './wireError.ts';

/** After so many messages the host is told that they came, if no call has told it. */
const ACKNOWLEDGE_EVERY = 64;

export type SessionMessage = Exclude<HostMessage, { type: 'answer' | 'failure' }>;

export type ClientSessionOptions = {
  readonly channel: LinkChannel;
  /** Deadline of a call. */
  readonly callMs: number;
  /** A link that is gone for longer ends the session. */
  readonly graceMs: number;
  readonly log: Log;
  readonly onMessage: (message: SessionMessage) => void;
  readonly onState: (state: ConnectionState, reason?: HorizontalError) => void;
  /** An answer for which nobody waited any more: what was made is to be closed. */
  readonly onLateAnswer: (value: unknown) => void;
};

/** `waiting`: somebody awaits the answer. `abandoned`: its deadline passed, and the host may or may not have carried it out. */
type SentCall = { call: Call; appData: types.AppData | undefined } & (
  | { state: 'waiting'; resolve: (value: unknown) => void; reject: (error: Error) => void; stop: () => void }
  | { state: 'abandoned' }
);

/**
 * The calling side of a session: calls in order and once each, whatever becomes of the link, and the host's messages in
 * order and once each. A link that is gone longer than `graceMs`, or a host that does not know the session, ends it.
 */
export class ClientSession {
  readonly id: string = randomUUID();
  readonly #options: ClientSessionOptions;
  readonly #scope = new Scope();
  readonly #sent = new Map<number, SentCall>();
  #state: ConnectionState = 'reconnecting';
  #lastCall = 0;
  #received = 0;
  #acknowledged = 0;
  /** Calls of one turn leave together. */
  #outbox: Call[] = [];
  #inbox: HostMessage[] = [];
  #isHandling = false;
  #stopGrace: (() => void) | undefined;

  constructor(options: ClientSessionOptions) {
    this.#options = options;
    this.#stopGrace = this.#scope.timeout(options.graceMs, () => this.#endFor('disconnected', 'no link'));
    const stop = options.channel.listen(
      { protocol: PROTOCOL, sessionId: this.id },
      {
        onOpen: () => this.#onOpen(),
        onBatch: (batch) => this.#onBatch(batch),
        onBroken: () => this.#onBroken(),
        onRefused: (error) => this.close(HorizontalError.from(error)),
      },
    );
    this.#scope.defer(stop);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Carries out a method of an object there. While the link is gone it waits, at most until its deadline.
   * @throws HorizontalError timeout, disconnected, closed; what the method threw there
   */
  async call({ ref, method, args, appData, isPosted = false }: RemoteCall): Promise<unknown> {
    if (this.#state === 'closed') throw new HorizontalError('closed', `${method} on a closed connection`);
    const call: Call = { number: ++this.#lastCall, ref, method, args: [...args] };
    return await new Promise((resolve, reject) => {
      // What closes an object is not given up: the object would stay there.
      const stop = isPosted
        ? () => undefined
        : this.#scope.timeout(this.#options.callMs, () => this.#abandon(call));
      this.#sent.set(call.number, { call, appData, state: 'waiting', resolve, reject, stop });
      this.#post(call);
    });
  }

  /** What was given with a call that is not answered yet, for what it makes. */
  appDataOf(call: number): types.AppData | undefined {
    return this.#sent.get(call)?.appData;
  }

  /** Ends the session: no call is left unanswered. What it made is closed by the host. */
  close(reason: HorizontalError): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open') this.#send([], true);
    this.#state = 'closed';
    this.#scope.close();
    this.#inbox = [];
    const sent = [...this.#sent.values()];
    this.#sent.clear();
    for (const entry of sent) if (entry.state === 'waiting') entry.reject(reason);
    this.#options.onState('closed', reason);
  }

  #endFor(code: 'disconnected' | 'incompatible', reason: string): void {
    this.close(new HorizontalError(code, reason));
  }

  #onOpen(): void {
    if (this.#state === 'closed') return;
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    this.#state = 'open';
    // The host passes over those that it has.
    this.#outbox = [];
    this.#send([...this.#sent.values()].map(({ call }) => call));
    this.#options.onState('open');
  }

  #onBroken(): void {
    if (this.#state === 'closed' || this.#stopGrace !== undefined) return;
    this.#stopGrace = this.#scope.timeout(this.#options.graceMs, () =>
      this.#endFor('disconnected', 'the link was not back in time'),
    );
    this.#state = 'reconnecting';
    this.#options.onState('reconnecting');
  }

  #onBatch(raw: unknown): void {
    if (this.#state === 'closed') return;
    const batch = HostBatch.safeParse(raw);
    if (!batch.success) return this.#endFor('incompatible', `not understood: ${batch.error.message}`);
    const { first, messages } = batch.data;
    if (first > this.#received + 1) return this.#endFor('disconnected', 'messages of the host are missing');
    const fresh = messages.slice(this.#received + 1 - first);
    this.#received += fresh.length;
    this.#inbox.push(...fresh);
    if (this.#received - this.#acknowledged >= ACKNOWLEDGE_EVERY) this.#send([]);
    if (!this.#isHandling) this.#handleInbox();
  }

  /**
   * Between an answer and what happened after it there is a turn, in which whoever waited for the answer can listen to
   * the object that it brought.
   */
  #handleInbox(): void {
    this.#isHandling = false;
    for (let message = this.#inbox.shift(); message !== undefined; message = this.#inbox.shift()) {
      if (message.type === 'answer' || message.type === 'failure') {
        this.#settle(message);
        if (this.#inbox.length === 0) return;
        this.#isHandling = true;
        setImmediate(() => this.#handleInbox());
        return;
      }
      this.#options.onMessage(message);
    }
  }

  #settle(message: Extract<HostMessage, { type: 'answer' | 'failure' }>): void {
    const entry = this.#sent.get(message.call);
    // Answered already.
    if (entry === undefined) return;
    this.#sent.delete(message.call);
    if (entry.state === 'abandoned') {
      if (message.type === 'answer') this.#options.onLateAnswer(message.value);
      return;
    }
    entry.stop();
    if (message.type === 'answer') entry.resolve(message.value);
    else entry.reject(errorOfWire(message.error));
  }

  #abandon(call: Call): void {
    const entry = this.#sent.get(call.number);
    if (entry?.state !== 'waiting') return;
    // If the host never got it, it is not to begin with it now; but its number must not be missing there.
    const nothing: Call = { number: call.number, ref: call.ref, method: ABANDONED, args: [] };
    this.#sent.set(call.number, { call: nothing, appData: undefined, state: 'abandoned' });
    this.#outbox = this.#outbox.map((waiting) => (waiting === call ? nothing : waiting));
    entry.reject(new HorizontalError('timeout', `no answer to ${call.method}`));
  }

  #post(call: Call): void {
    this.#outbox.push(call);
    if (this.#outbox.length > 1) return;
    queueMicrotask(() => {
      const calls = this.#outbox;
      this.#outbox = [];
      if (this.#state === 'open' && calls.length > 0) this.#send(calls);
    });
  }

  #send(calls: Call[], ends = false): void {
    if (calls.length === 0 && !ends && this.#received === this.#acknowledged) return;
    this.#acknowledged = this.#received;
    const sending = this.#options.channel.send({
      sessionId: this.id,
      received: this.#received,
      calls,
      ...(ends && { ends }),
    });
    sending.catch((error: unknown) => {
      // What was lost with the link is sent again when it is back; a refusal is final.
      if (error instanceof HorizontalError && error.code !== 'disconnected') this.close(error);
      else this.#options.log.info('calls were not confirmed', { calls: calls.length, error });
    });
  }
}
