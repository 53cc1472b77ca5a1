import type { Database } from '@convene/db';
import type { IceServer } from '@convene/protocol';
import type { AdminSecret } from './AdminSecret.ts';
import type { CookieSigner } from './CookieSigner.ts';
import type { HomesOnTheirWay } from './HomesOnTheirWay.ts';
import type { JoinTokenSigner } from './JoinTokenSigner.ts';
import type { Log } from './Log.ts';
import type { OneAtATime } from './OneAtATime.ts';
import type { RateLimiter } from './RateLimiter.ts';

/** What the procedures work with; made once, at start. */
export type WebServices = {
  readonly db: Database;
  readonly log: Log;
  readonly tokens: JoinTokenSigner;
  readonly cookies: CookieSigner;
  readonly adminSecret: AdminSecret;
  readonly apiRate: RateLimiter;
  /** Attempts to sign in as admin. */
  readonly signInRate: RateLimiter;
  readonly iceServers: readonly IceServer[];
  /** HTTP URLs of this machine's media servers, by index. */
  readonly mediaUrls: readonly string[];
  /** Where people who use this web app are, and whether they are forced apart. */
  readonly placement: { readonly region: string; readonly spread: boolean };
  /** By the meeting's code: those who enter while people are forced apart. */
  readonly entrances: OneAtATime;
  readonly homesOnTheirWay: HomesOnTheirWay;
  readonly now: () => number;
};
