/**
 * `open`: all comes through, as late and as well as the wire lets it. `silent`: nothing does, and nobody is told.
 * `cut`: connections break, and no new one comes about.
 */
export type WireState = 'open' | 'silent' | 'cut';

export type WireQuality = {
  /** Of the datagrams, from 0 to 1. A connection loses nothing: it would be sent again. */
  readonly lossRatio?: number;
  readonly delayMs?: number;
  /** Up to this much more, for each datagram anew, so that some overtake others. */
  readonly jitterMs?: number;
  /** In bits per second, both directions together: what comes faster waits, and is lost where too much waits already. */
  readonly bandwidth?: number;
};

const PERFECT: Required<WireQuality> = { lossRatio: 0, delayMs: 0, jitterMs: 0, bandwidth: Infinity };
/** As much as a router at somebody's home lets wait. */
const MOST_WAIT_MS = 300;

/** How things are between two ends: relays that carry what they send each other ask it about all that comes. */
export class Wire {
  readonly #random: () => number;
  readonly #listeners = new Set<() => void>();
  #state: WireState = 'open';
  #quality = PERFECT;
  /** When all that waits for a narrow wire has gone over it. */
  #freeAt = 0;

  /** `random` answers numbers from 0 to 1: a test's own make what is lost the same each time. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  get state(): WireState {
    return this.#state;
  }

  /** Of what a connection carries. */
  get delayMs(): number {
    return this.#quality.delayMs;
  }

  cut(): void {
    this.#become('cut');
  }

  silence(): void {
    this.#become('silent');
  }

  /** It carries again, worse than before; what is not named is perfect. */
  degrade(quality: WireQuality): void {
    this.#quality = { ...PERFECT, ...quality };
    this.#become('open');
  }

  /** As on the first day. Connections that stood through a silence go on. */
  mend(): void {
    this.degrade(PERFECT);
  }

  /** In how many milliseconds a datagram of so many bytes that comes now arrives; undefined: never. */
  datagramDelayMs(bytes: number): number | undefined {
    const { lossRatio, delayMs, jitterMs, bandwidth } = this.#quality;
    if (this.#state !== 'open' || this.#random() < lossRatio) return undefined;
    const waitMs = this.#waitMs(bytes, bandwidth);
    if (waitMs > MOST_WAIT_MS) return undefined;
    return waitMs + delayMs + (jitterMs === 0 ? 0 : this.#random() * jitterMs);
  }

  /** Until it has gone over a narrow wire, after all that was there before it. */
  #waitMs(bytes: number, bandwidth: number): number {
    if (bandwidth === Infinity) return 0;
    const now = performance.now();
    const waitMs = Math.max(0, this.#freeAt - now) + (bytes * 8000) / bandwidth;
    if (waitMs <= MOST_WAIT_MS) this.#freeAt = now + waitMs;
    return waitMs;
  }

  /** Calls the listener when the state has changed. Answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #become(state: WireState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
