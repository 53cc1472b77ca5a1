/** RTP bytes: what has arrived at the target, and what the source has sent. */
export type PipeReading = {
  readonly received: () => Promise<number | undefined>;
  /** Asked only while nothing arrives: the source is on another server. */
  readonly sent: () => Promise<number | undefined>;
};

type Arrival =
  /** Something has arrived since the last look, or nothing is known yet. */
  | { readonly state: 'flowing' }
  /** Nothing has. The source had sent so much, more than before at each of so many looks. */
  | { readonly state: 'quiet'; readonly sent: number; readonly sending: number };

/** The first time may be a few packets that were lost, as they are on any wire, or that are on their way. */
const SENDING_LOOKS = 2;

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

  /** To be asked at even intervals. True at the fourth look, at the earliest, at which nothing has arrived. */
  async look(): Promise<boolean> {
    const received = await this.#reading.received();
    if (received === undefined) return false;
    if (received !== this.#received) {
      this.#received = received;
      this.#arrival = { state: 'flowing' };
      return false;
    }
    const sent = await this.#reading.sent();
    if (sent === undefined) return false;
    const before = this.#arrival;
    const isSending = before.state === 'quiet' && sent > before.sent;
    const sending = isSending ? before.sending + 1 : 0;
    this.#arrival = { state: 'quiet', sent, sending };
    return sending >= SENDING_LOOKS;
  }
}
