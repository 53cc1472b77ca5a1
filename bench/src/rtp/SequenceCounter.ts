/** A packet that is later than this many others is taken for a duplicate. */
const MOST_MISSING = 1000;

/** Follows the sequence numbers of one RTP stream: what is missing, and how often the order broke. */
export class SequenceCounter {
  #first: number | undefined;
  /** Counted on over the 16 bits of the wire. */
  #highest = 0;
  #received = 0;
  readonly #missing = new Set<number>();
  /** Times that a packet did not follow the one before it. */
  breaks = 0;

  get highest(): number {
    return this.#highest;
  }
  /** Packets that never came, not even late. */
  get lost(): number {
    return this.expected - this.#received;
  }
  get received(): number {
    return this.#received;
  }
  get expected(): number {
    return this.#first === undefined ? 0 : this.#highest - this.#first + 1;
  }

  /** Answers false for one that came before. */
  receive(sequenceNumber: number): boolean {
    if (this.#first === undefined) {
      // Above zero whatever came first, also when earlier ones come late.
      this.#first = sequenceNumber + 0x1_0000;
      this.#highest = this.#first;
      this.#received = 1;
      return true;
    }
    const ahead = ((sequenceNumber - this.#highest) << 16) >> 16;
    const extended = this.#highest + ahead;
    if (ahead <= 0) return this.#receiveLate(extended);
    if (ahead > 1) this.#miss(this.#highest + 1, extended);
    this.#highest = extended;
    this.#received += 1;
    return true;
  }

  #miss(from: number, to: number): void {
    this.breaks += 1;
    for (let missing = from; missing < to; missing += 1) this.#missing.add(missing);
    for (const oldest of this.#missing) {
      if (this.#missing.size <= MOST_MISSING) break;
      this.#missing.delete(oldest);
    }
  }

  #receiveLate(extended: number): boolean {
    if (!this.#missing.delete(extended)) return false;
    this.#received += 1;
    return true;
  }
}
