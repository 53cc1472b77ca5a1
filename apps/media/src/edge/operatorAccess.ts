import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { isForwardingHeader, isLoopbackHost } from '@convene/protocol';

const digest = (text: string) => createHash('sha256').update(text).digest();
/** Takes as long for a wrong one as for the right one. */
export const sameSecret = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

export function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
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
    !Object.keys(headers).some(isForwardingHeader)
  );
}
