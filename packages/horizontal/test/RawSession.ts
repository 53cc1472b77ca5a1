import type { RemoteProcedures } from '../src/index.ts';
import { type Call, PROTOCOL } from '../src/remote/messages.ts';

/** Calls whatever a test wants called, and keeps the answers. */
export class RawSession {
  /** By the number of the call: the code of the error, if it was one. */
  readonly answers = new Map<number, { readonly code?: string }>();
  readonly closed: number[] = [];
  isReady = false;
  readonly #procedures: RemoteProcedures;
  readonly #sessionId: string;

  constructor(procedures: RemoteProcedures, sessionId: string) {
    this.#procedures = procedures;
    this.#sessionId = sessionId;
    procedures.listen.subscribe(
      { protocol: PROTOCOL, sessionId },
      {
        onData: ({ data }) => {
          for (const message of data.messages) {
            if (message.type === 'ready') this.isReady = true;
            if (message.type === 'closed') this.closed.push(message.ref);
            if (message.type === 'answer') this.answers.set(message.call, {});
            if (message.type === 'failure') this.answers.set(message.call, { code: message.error.code });
          }
        },
      },
    );
  }

  calls(calls: Call[]): void {
    void this.#procedures.calls.mutate({ sessionId: this.#sessionId, received: 0, calls });
  }
}
