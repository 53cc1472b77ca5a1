import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ServerId } from '@convene/protocol';
import { type Client, forwardingHeaders } from './client.ts';
import type { Log } from './Log.ts';
import { mediaRequests } from './mediaRequests.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** Ends a socket that asked for an upgrade with a plain answer. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The head of an answer, as it came. */
function headOf(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`];
  const { rawHeaders } = answer;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

type MediaForwarderOptions = {
  /** This machine's media servers, by index. */
  readonly mediaUrls: readonly string[];
  /** The address of a registered media server. */
  readonly urlOf: (serverId: ServerId) => Promise<string | undefined>;
  readonly log: Log;
};

/**
 * Forwards the WebSocket `/media/K` to this machine's media server K, so that a browser has one origin, one port and one
 * certificate to trust (DESIGN §8), and `/media/server/ID` to any registered one, for pages that were opened before it
 * registered and so may not connect to it (ADR 9). `Origin` is passed on: the media server checks it. The client's address goes along in
 * a header that no client can set.
 */
export class MediaForwarder {
  readonly #options: MediaForwarderOptions;
  readonly #log: Log;

  constructor(options: MediaForwarderOptions) {
    this.#options = options;
    this.#log = options.log;
  }

  /** Where a path leads, or undefined. */
  async targetOf(path: string): Promise<URL | undefined> {
    const [, id, below = ''] = /^\/media\/server\/([^/?#]+)(\/[^?#]*)?(?=$|\?)/.exec(path) ?? [];
    if (id !== undefined) {
      const serverId = ServerId.safeParse(id);
      const url = serverId.success ? await this.#options.urlOf(serverId.data) : undefined;
      return url === undefined ? undefined : targetAt(url, below, path);
    }
    const [, index, rest = ''] = /^\/media\/(\d{1,4})(\/[^?#]*)?(?=$|\?)/.exec(path) ?? [];
    const base = index === undefined ? undefined : this.#options.mediaUrls[Number(index)];
    return base === undefined ? undefined : targetAt(base, rest, path);
  }

  forward(
    target: URL,
    client: Client,
    { req, socket, head }: { req: IncomingMessage; socket: Duplex; head: Buffer },
  ): void {
    const headers = { ...req.headers };
    for (const name of forwardingHeaders(headers)) delete headers[name];
    // Cookies belong to this app: the media server has no use for them.
    delete headers.cookie;
    const { request, rejectUnauthorized } = mediaRequests(target);
    const outgoing = request(target, {
      headers: { ...headers, host: target.host, 'x-forwarded-for': client.address },
      agent: false,
      rejectUnauthorized,
      timeout: CONNECT_TIMEOUT_MS,
    });
    const giveUp = (error: Error) => {
      this.#log.warn('WebSocket could not be forwarded', { target: target.host, error });
      outgoing.destroy();
      if (socket.writable) refuseUpgrade(socket, '502 Bad Gateway');
    };
    socket.on('error', () => outgoing.destroy());
    socket.once('close', () => outgoing.destroy());
    outgoing.once('error', giveUp);
    outgoing.once('timeout', () => giveUp(new Error('no answer in time')));
    outgoing.once('response', (answer) => {
      socket.write(headOf(answer));
      answer.pipe(socket);
    });
    outgoing.once('upgrade', (answer, upstream, upstreamHead) => {
      outgoing.removeListener('error', giveUp);
      join({ socket, head }, { socket: upstream, head: upstreamHead }, headOf(answer));
    });
    outgoing.end();
  }
}

/** The same path and query on a media server, below its own address. */
function targetAt(base: string, rest: string, path: string): URL {
  const target = new URL(base.replace(/^ws/, 'http'));
  target.pathname = `${target.pathname.replace(/\/$/, '')}${rest === '' ? '/' : rest}`;
  target.search = path.includes('?') ? path.slice(path.indexOf('?')) : '';
  return target;
}

type Side = { readonly socket: Duplex; readonly head: Buffer };

/** Lets two sockets talk; when one ends, so does the other. */
function join(client: Side, upstream: Side, answerHead: string): void {
  const [a, b] = [client.socket, upstream.socket];
  for (const [socket, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true);
    if ('setTimeout' in socket && typeof socket.setTimeout === 'function') socket.setTimeout(0);
    socket.on('error', () => other.destroy());
    socket.once('close', () => other.destroy());
  }
  a.write(answerHead);
  if (upstream.head.length > 0) a.write(upstream.head);
  if (client.head.length > 0) b.write(client.head);
  a.pipe(b);
  b.pipe(a);
}
