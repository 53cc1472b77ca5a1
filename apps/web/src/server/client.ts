import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isForwardingHeader, isLoopbackHost } from '@convene/protocol';
import { isLoopback, plainAddress, type TrustedProxies } from './TrustedProxies.ts';

/** Who sent a request, as far as we know it ourselves or from a proxy that we trust. */
export type Client = {
  readonly address: string;
  /** The host (and port) that the browser asked for. */
  readonly host: string;
  /** Whether the browser spoke TLS. */
  readonly secure: boolean;
  /** Straight from a program on this machine that asked for a loopback name: no proxy in between, no rebound DNS name. */
  readonly local: boolean;
};

/** The names of all headers by which a proxy speaks of who is behind it. */
export const forwardingHeaders = (headers: IncomingHttpHeaders): string[] =>
  Object.keys(headers).filter(isForwardingHeader);

const headerText = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : (value ?? '');

/** The values of a header with a list, the nearest proxy's last. */
const headerList = (value: string | string[] | undefined): string[] =>
  headerText(value)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * The client of a request. Its address is the socket's; only behind trusted proxies is it the last address in
 * `X-Forwarded-For` that is no such proxy: all before it were written by whoever likes.
 */
export function clientOf(req: IncomingMessage, proxies: TrustedProxies): Client {
  const peer = plainAddress(req.socket.remoteAddress ?? '');
  const host = headerText(req.headers.host);
  const encrypted = 'encrypted' in req.socket && req.socket.encrypted === true;
  if (!proxies.trusts(peer)) {
    const local = isLoopback(peer) && isLoopbackHost(host) && forwardingHeaders(req.headers).length === 0;
    return { address: peer, host, secure: encrypted, local };
  }
  const hops = headerList(req.headers['x-forwarded-for']).map(plainAddress);
  const claimed = hops.findLast((hop) => !proxies.trusts(hop)) ?? peer;
  const protocol = headerList(req.headers['x-forwarded-proto']).at(-1);
  return {
    address: isIP(claimed) === 0 ? peer : claimed,
    host: headerList(req.headers['x-forwarded-host']).at(-1) ?? host,
    secure: encrypted || protocol === 'https',
    local: false,
  };
}
