import type { Socket } from 'node:net';

/** Bytes that may wait in one direction before its sender is no longer read. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** One direction of a connection: passes on what comes, in order, after the delay that holds when it comes. */
export class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delayMs: () => number;
  readonly #waiting: { readonly chunk: Buffer; readonly dueAt: number }[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  #isBlocked = false;
  /** Of its sender: it says nothing more, or is gone. */
  #end: 'none' | 'ended' | 'closed' = 'none';

  constructor(from: Socket, to: Socket, delayMs: () => number) {
    this.#from = from;
    this.#to = to;
    this.#delayMs = delayMs;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.once('end', () => this.#ended('ended'));
    from.once('close', () => this.#ended('closed'));
    to.on('drain', () => {
      this.#isBlocked = false;
      this.#pass();
    });
    to.once('close', () => clearTimeout(this.#timer));
  }

  /** What comes waits, here and at its sender. */
  hold(): void {
    this.#isHeld = true;
    this.#from.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#pass();
  }

  #take(chunk: Buffer): void {
    this.#waiting.push({ chunk, dueAt: performance.now() + this.#delayMs() });
    this.#waitingBytes += chunk.length;
    this.#pass();
  }

  #ended(end: 'ended' | 'closed'): void {
    this.#end = end;
    this.#pass();
  }

  #pass(): void {
    clearTimeout(this.#timer);
    while (!this.#isHeld && !this.#isBlocked && this.#passFirst());
    const isFull = this.#waitingBytes > MOST_WAITING_BYTES;
    if (this.#isHeld || this.#isBlocked || isFull) this.#from.pause();
    else this.#from.resume();
    // What was on its way arrives before the end does.
    if (this.#isHeld || this.#waiting.length > 0) return;
    if (this.#end === 'ended') this.#to.end();
    if (this.#end === 'closed') this.#to.destroySoon();
  }

  /** Answers whether the next one may be tried. */
  #passFirst(): boolean {
    const [first] = this.#waiting;
    if (first === undefined || this.#to.destroyed) return false;
    const dueInMs = first.dueAt - performance.now();
    if (dueInMs > 0) {
      this.#timer = setTimeout(() => this.#pass(), Math.ceil(dueInMs));
      return false;
    }
    this.#waiting.shift();
    this.#waitingBytes -= first.chunk.length;
    this.#isBlocked = !this.#to.write(first.chunk);
    return true;
  }
}
