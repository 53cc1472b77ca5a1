import { ServerEpoch, ServerId } from '@convene/protocol';
import { z } from 'zod';
import { askMediaServer } from './mediaRequests.ts';

/** How long a media server that a client has lost may take to answer (DESIGN §4). */
const PROBE_MS = 300;

/** What a media server's `/health` says of itself. */
const Health = z.object({ serverId: ServerId, epoch: ServerEpoch });

type Registered = { readonly serverId: ServerId; readonly epoch: ServerEpoch; readonly url: string };

/**
 * Where a server may answer. One that browsers reach through this web app (`/media/K`) is also asked directly, because
 * nothing tells us whether that address and its certificate work from here.
 */
function healthUrls(url: string, mediaUrls: readonly string[]): string[] {
  const public_ = new URL(url);
  public_.protocol = public_.protocol.replace('ws', 'http');
  const index = /^\/media\/(\d+)\/?$/.exec(public_.pathname)?.[1];
  const own = index === undefined ? undefined : mediaUrls[Number(index)];
  const bases = [public_.href, ...(own === undefined ? [] : [own])];
  return bases.map((base) => `${base.replace(/\/$/, '')}/health`);
}

/** Whether a registered media server answers now, as the process that its row speaks of. */
export async function isServerUp(server: Registered, mediaUrls: readonly string[]): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_MS);
  const ask = async (url: string) => {
    const { body } = await askMediaServer(new URL(url), { signal });
    const { serverId, epoch } = Health.parse(body);
    if (serverId !== server.serverId || epoch !== server.epoch) throw new Error('another server answered');
  };
  try {
    await Promise.any(healthUrls(server.url, mediaUrls).map(ask));
    return true;
  } catch {
    return false;
  }
}
