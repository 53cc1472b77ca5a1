/** RTP bytes: what has arrived at the target, and what the source has sent. */
export type PipeReading = {
  readonly received: () => Promise<number | undefined>;
  /** Asked only while nothing arrives: the source is on another server. */
  readonly sent: () => Promise<number | undefined>;
};

type Arrival =
  /** Something has arrived since the last look, or nothing is known yet. */
  | { readonly state: 'flowing' }
  /** Nothing has; the source had sent so much. */
  | { readonly state: 'quiet'; readonly sent: number }
  /** The source has sent more since, which had time to arrive until the next look. */
  | { readonly state: 'suspect' };

/**
 * Whether a pipe has fallen silent: its source sends and nothing arrives, which neither end notices by itself, because
 * a PipeTransport knows no connection that could break.
 */
export class PipeSilence {
  readonly #reading: PipeReading;
  #received: number | undefined;
  #arrival: Arrival = { state: 'flowing' };

  constructor(reading: PipeReading) {
    this.#reading = reading;
  }

  /** Whether anything ever has. */
  get hasArrived(): boolean {
    return (this.#received ?? 0) > 0;
  }

  /** To be asked at even intervals. True at the third one at least over which nothing has arrived. */
  async look(): Promise<boolean> {
    const received = await this.#reading.received();
    if (received === undefined) return false;
    if (received !== this.#received) {
      this.#received = received;
      this.#arrival = { state: 'flowing' };
      return false;
    }
    if (this.#arrival.state === 'suspect') return true;
    const sent = await this.#reading.sent();
    if (sent === undefined) return false;
    const isSending = this.#arrival.state === 'quiet' && sent > this.#arrival.sent;
    this.#arrival = isSending ? { state: 'suspect' } : { state: 'quiet', sent };
    return false;
  }
}
