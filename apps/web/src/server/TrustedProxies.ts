import { BlockList, isIP, isIPv6 } from 'node:net';

/** `::ffff:10.0.0.1` is how a dual-stack socket writes 10.0.0.1. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** The addresses whose forwarding headers are believed; without any, no such header counts. */
export class TrustedProxies {
  readonly #addresses = new BlockList();

  /** @throws an Error that names the entry which is neither an address nor a network such as 10.0.0.0/8. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix, ...rest] = entry.split('/');
      if (isIP(address) === 0 || rest.length > 0) throw new Error(`"${entry}" is no IP address or network`);
      if (prefix === undefined) {
        this.#addresses.addAddress(address, family(address));
        continue;
      }
      const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
      if (!(bits <= (isIPv6(address) ? 128 : 32))) throw new Error(`"${entry}" is no IP address or network`);
      this.#addresses.addSubnet(address, bits, family(address));
    }
  }

  trusts(address: string): boolean {
    return isIP(address) !== 0 && this.#addresses.check(address, family(address));
  }
}
