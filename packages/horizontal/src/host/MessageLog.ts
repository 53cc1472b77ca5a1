import { isBytes } from '../remote/wireValue.ts';
import type { HostBatch, HostMessage } from '../remote/messages.ts';

/** Messages that leave together, so that one frame does not grow without bound. */
const BATCH_MESSAGES = 500;

/** What a client may leave unconfirmed. */
export type MessageLimits = { readonly messages: number; readonly bytes: number };

/** Of packets and messages, which make up all that is large. */
function carriedBytes(message: HostMessage): number {
  if (message.type !== 'event') return 0;
  return message.args.reduce<number>((sum, arg) => sum + (isBytes(arg) ? arg.$bytes.length : 0), 0);
}

/** The messages of one session from the first that the client has not confirmed on. */
export class MessageLog {
  readonly #limits: MessageLimits;
  #bytes = 0;
  #messages: HostMessage[] = [];
  #first = 1;
  readonly #waiting = new Set<() => void>();

  constructor(limits: MessageLimits) {
    this.#limits = limits;
  }

  /** False: there are too many, and this one is not among them. */
  push(message: HostMessage): boolean {
    const { messages, bytes } = this.#limits;
    if (this.#messages.length >= messages || this.#bytes >= bytes) return false;
    this.#messages.push(message);
    this.#bytes += carriedBytes(message);
    for (const wake of [...this.#waiting]) wake();
    return true;
  }

  /** Up to this one they are not needed any more. */
  confirm(received: number): void {
    const known = Math.min(received + 1 - this.#first, this.#messages.length);
    if (known <= 0) return;
    for (const message of this.#messages.slice(0, known)) this.#bytes -= carriedBytes(message);
    this.#messages = this.#messages.slice(known);
    this.#first += known;
  }

  /** Whether those after this one are all here. */
  has(after: number): boolean {
    return after + 1 >= this.#first && after < this.#first + this.#messages.length;
  }

  /** Those after `after`, and then each as it comes, until `signal` aborts. */
  async *read(after: number, signal: AbortSignal): AsyncGenerator<HostBatch> {
    let next = after + 1;
    while (!signal.aborted) {
      const from = Math.max(next, this.#first) - this.#first;
      const messages = this.#messages.slice(from, from + BATCH_MESSAGES);
      if (messages.length > 0) {
        const first = this.#first + from;
        next = first + messages.length;
        yield { first, messages };
      } else {
        await this.#next(signal);
      }
    }
  }

  async #next(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
