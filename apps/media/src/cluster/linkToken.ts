import { randomUUID } from 'node:crypto';
import { LINK_ALGORITHM, LINK_PROTOCOL, LINK_TOKEN_SECONDS, linkAudience } from '@convene/protocol/link';
import { SignJWT } from 'jose';
import { version } from 'mediasoup';
import type { LinkKey } from './linkKey.ts';
import type { ServerStart } from './linkPorts.ts';

/** mediasoup's version as `major.minor`: servers on which it differs do not pipe to each other. */
export const mediasoupRelease = version.split('.').slice(0, 2).join('.');

/** The credential by which `from` opens one link to `to`; `now` is the database's time, which both have. */
export async function signLinkToken(
  key: LinkKey,
  { from, to, now }: { from: ServerStart; to: ServerStart; now: number },
): Promise<string> {
  return new SignJWT({ epoch: from.epoch, protocol: LINK_PROTOCOL, mediasoup: mediasoupRelease })
    .setProtectedHeader({ alg: LINK_ALGORITHM })
    .setIssuer(from.serverId)
    .setAudience(linkAudience(to))
    .setJti(randomUUID())
    .setExpirationTime(Math.floor(now / 1000) + LINK_TOKEN_SECONDS)
    .sign(key.privateKey);
}
