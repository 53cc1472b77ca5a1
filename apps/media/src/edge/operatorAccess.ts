import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

const digest = (text: string) => createHash('sha256').update(text).digest();
const sameSecret = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

export function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '').replaceAll(/[[\]]/g, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** A page of another site, whose name was made to point here, sends its own name as `Host`. */
function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || isLoopbackAddress(name);
}

/**
 * Who may read statistics (DESIGN §7): a program on this machine, asking directly, or whoever has the operators'
 * token. A token that is given must be right, wherever it comes from.
 */
export function mayReadStatistics(request: {
  readonly remoteAddress: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly operatorToken: string | undefined;
}): boolean {
  const { remoteAddress, headers, operatorToken } = request;
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given !== undefined) return operatorToken !== undefined && sameSecret(given, operatorToken);
  return (
    isLoopbackAddress(remoteAddress ?? '') &&
    isLoopbackHost(headers.host ?? '') &&
    !FORWARDING_HEADERS.some((name) => headers[name] !== undefined)
  );
}
