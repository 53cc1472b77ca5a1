/** Groups of an IPv6 address that name its network: a provider gives each customer a whole /64. */
const NETWORK_GROUPS = 4;

/**
 * The network as which a client's address counts. An IPv4 address is its own, also as dual-stack sockets write it
 * (`::ffff:192.0.2.1`); of an IPv6 address it is the /64, of which all addresses are one customer's.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail === undefined) return groups.slice(0, NETWORK_GROUPS).join(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':');
}
