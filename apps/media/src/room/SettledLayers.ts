import { Scope } from '../media/Scope.ts';

export type SettledLayersOptions<Key> = {
  readonly lowerMs: number;
  readonly onChange: (key: Key) => void;
};

type Entry = {
  settled: number;
  wanted: number;
  /** While it is to be lowered: the highest that was wanted since. */
  lowering: { highest: number; readonly cancel: () => void } | undefined;
};

/**
 * What is wanted, as it is acted on: more at once, less only when it stayed so for a while (DESIGN §5), because a layer
 * that was switched off takes long to come back.
 */
export class SettledLayers<Key> {
  readonly #options: SettledLayersOptions<Key>;
  readonly #scope = new Scope();
  readonly #entries = new Map<Key, Entry>();

  constructor(options: SettledLayersOptions<Key>) {
    this.#options = options;
  }

  get(key: Key): number | undefined {
    return this.#entries.get(key)?.settled;
  }

  /** `first`: what is settled when a key is new. */
  want(key: Key, wanted: number, first: number): void {
    const entry = this.#entries.get(key) ?? { settled: first, wanted: first, lowering: undefined };
    this.#entries.set(key, entry);
    entry.wanted = wanted;
    if (wanted < entry.settled) {
      if (entry.lowering === undefined) this.#lower(key, entry);
      else entry.lowering.highest = Math.max(entry.lowering.highest, wanted);
      return;
    }
    entry.lowering?.cancel();
    entry.lowering = undefined;
    this.#settle(key, entry, wanted);
  }

  keepOnly(keys: ReadonlySet<Key>): void {
    for (const [key, { lowering }] of this.#entries) {
      if (keys.has(key)) continue;
      lowering?.cancel();
      this.#entries.delete(key);
    }
  }

  close(): void {
    this.#scope.close();
    this.#entries.clear();
  }

  #lower(key: Key, entry: Entry): void {
    const cancel = this.#scope.timeout(this.#options.lowerMs, () => {
      const highest = entry.lowering?.highest ?? entry.wanted;
      entry.lowering = undefined;
      this.#settle(key, entry, highest);
      // It sank further meanwhile, not long enough ago.
      if (entry.wanted < entry.settled) this.#lower(key, entry);
    });
    entry.lowering = { highest: entry.wanted, cancel };
  }

  #settle(key: Key, entry: Entry, layer: number): void {
    if (entry.settled === layer) return;
    entry.settled = layer;
    this.#options.onChange(key);
  }
}
