import { networkOf } from '@convene/protocol';

/** How many of one thing each client address may have at once (DESIGN §7); of IPv6 each /64 network. */
export class AddressLimit {
  readonly limit: number;
  readonly #taken = new Map<string, number>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes one; answers how to give it back (once), or undefined when there is none left. */
  take(address: string): (() => void) | undefined {
    const network = networkOf(address);
    const taken = this.#taken.get(network) ?? 0;
    if (taken >= this.limit) return undefined;
    this.#taken.set(network, taken + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (this.#taken.get(network) ?? 1) - 1;
      if (left === 0) this.#taken.delete(network);
      else this.#taken.set(network, left);
    };
  }
}
