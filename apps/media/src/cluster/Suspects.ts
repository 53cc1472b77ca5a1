/** What was seen to be wrong, and since when: it is acted on only when it was seen twice and is old enough. */
export class Suspects<T> {
  readonly #ageMs: number;
  readonly #keyOf: (suspect: T) => string;
  #since: ReadonlyMap<string, number> = new Map();

  constructor(ageMs: number, keyOf: (suspect: T) => string) {
    this.#ageMs = ageMs;
    this.#keyOf = keyOf;
  }

  /** All that is seen now. Answers those on which to act; they begin anew. What is not seen again was right after all. */
  see(suspects: readonly T[], now: number): T[] {
    const since = new Map<string, number>();
    const due: T[] = [];
    for (const suspect of suspects) {
      const key = this.#keyOf(suspect);
      const first = this.#since.get(key);
      if (first !== undefined && now - first >= this.#ageMs) due.push(suspect);
      else since.set(key, first ?? now);
    }
    this.#since = since;
    return due;
  }
}
