import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { json } from 'node:stream/consumers';
import { once } from 'node:events';
import { isLoopbackHost } from '@convene/protocol';

/**
 * How to begin a request to a media server. On this machine's loopback there is no one else, and the certificate names
 * the address by which others come: it is not looked at there.
 */
export function mediaRequests(url: URL) {
  return {
    request: url.protocol === 'https:' ? requestHttps : requestHttp,
    rejectUnauthorized: !isLoopbackHost(url.host),
  };
}

/** What a media server answers to GET. (`fetch` cannot be told of certificates.) */
export async function askMediaServer(
  url: URL,
  { signal, headers = {} }: { signal: AbortSignal; headers?: Record<string, string> },
): Promise<{ status: number; body: unknown }> {
  const { request, rejectUnauthorized } = mediaRequests(url);
  const asking = request(url, { headers, signal, rejectUnauthorized, agent: false });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: await json(answer) };
}
