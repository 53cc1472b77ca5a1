import type { WebSocket as NodeWebSocket } from 'ws';
import { webSocketFrom } from './webSocketFrom.ts';

/** Messages of a server in which `word` occurs are long on their way: from `hold` on they wait until `letGo`. All others arrive. */
export class HeldMessages {
  readonly #word: string;
  #isHolding = false;
  #waiting: readonly (() => void)[] = [];

  constructor(word: string) {
    this.#word = word;
  }

  /** How many wait. */
  get count(): number {
    return this.#waiting.length;
  }

  hold(): void {
    this.#isHolding = true;
  }

  letGo(): void {
    this.#isHolding = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const deliver of waiting) deliver();
  }

  /** As `webSocketFrom`: on these connections they wait. */
  webSocketFrom(origin: string | undefined): typeof WebSocket {
    const isTaken = (message: string, deliver: () => void): boolean => this.#isTaken(message, deliver);
    // It is of this class, as said there.
    const Base = webSocketFrom(origin) as unknown as new (address: string) => NodeWebSocket;
    class HeldWebSocket extends Base {
      override emit(event: string | symbol, ...values: unknown[]): boolean {
        const deliver = () => super.emit(event, ...values);
        return event === 'message' && isTaken(String(values[0]), deliver) ? true : deliver();
      }
    }
    return HeldWebSocket as unknown as typeof WebSocket;
  }

  #isTaken(message: string, deliver: () => void): boolean {
    if (!this.#isHolding || !message.includes(this.#word)) return false;
    this.#waiting = [...this.#waiting, deliver];
    return true;
  }
}
