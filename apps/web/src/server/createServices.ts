import type { Database } from '@convene/db';
import type { JWK } from 'jose';
import type { WebEnv } from '../env.ts';
import { AdminSecret } from './AdminSecret.ts';
import { CookieSigner } from './CookieSigner.ts';
import { HomesOnTheirWay } from './HomesOnTheirWay.ts';
import { JoinTokenSigner } from './JoinTokenSigner.ts';
import type { Log } from './Log.ts';
import { OneAtATime } from './OneAtATime.ts';
import { RateLimiter } from './RateLimiter.ts';
import type { WebServices } from './WebServices.ts';

/** Guessing the admin secret: ten tries, then one in ten seconds, for each address. */
const SIGN_IN_RATE = { burst: 10, perSecond: 0.1 };

type Settings = Pick<
  WebEnv,
  | 'tokenKey'
  | 'adminSecret'
  | 'cookieSecret'
  | 'limits'
  | 'API_BURST'
  | 'API_PER_SECOND'
  | 'ICE_SERVERS'
  | 'MEDIA_URLS'
  | 'REGION'
  | 'PLACEMENT_SPREAD'
>;

/** @throws an Error when the token key is no private Ed25519 key. */
export async function createServices(
  env: Settings,
  { db, log, now = Date.now }: { db: Database; log: Log; now?: () => number },
): Promise<WebServices> {
  return {
    db,
    log,
    // jose checks that it is a key.
    tokens: await JoinTokenSigner.create({ jwk: env.tokenKey as JWK, lifeMs: env.limits.tokenMs }),
    cookies: new CookieSigner(env.cookieSecret),
    adminSecret: new AdminSecret(env.adminSecret),
    apiRate: new RateLimiter({ burst: env.API_BURST, perSecond: env.API_PER_SECOND }),
    signInRate: new RateLimiter(SIGN_IN_RATE),
    iceServers: env.ICE_SERVERS,
    mediaUrls: env.MEDIA_URLS,
    placement: { region: env.REGION, spread: env.PLACEMENT_SPREAD },
    entrances: new OneAtATime(),
    homesOnTheirWay: new HomesOnTheirWay(),
    now,
  };
}
