import type { Span } from './gaps.ts';

const TICK_MS = 10;
/** A tick may be this late. */
const LATE_MS = 20;

/**
 * Notes when the drill's own process stood still. Everybody sits in it: what nobody sent and nobody read in that time is
 * no gap of Convene's.
 */
export class StallMeter {
  readonly #stalls: Span[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastTick = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get stalls(): readonly Span[] {
    return this.#stalls;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    const due = this.#lastTick + TICK_MS;
    if (now - due > LATE_MS) this.#stalls.push({ from: due, to: now });
    this.#lastTick = now;
  }
}
