import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, UserId } from '@convene/protocol';
import type { AdminSecret } from './AdminSecret.ts';
import type { Client } from './client.ts';
import { cookieHeader, parseCookies } from './cookies.ts';
import type { CookieSigner } from './CookieSigner.ts';

const IDENTITY_COOKIE = 'convene_id';
const ADMIN_COOKIE = 'convene_admin';
const DAY_MS = 24 * 60 * 60 * 1000;
const IDENTITY_MS = 365 * DAY_MS;
const ADMIN_MS = DAY_MS / 2;

type SessionOptions = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly client: Client;
  readonly cookies: CookieSigner;
  readonly adminSecret: AdminSecret;
  readonly now: () => number;
};

/** One HTTP request's caller: who they are by their cookies, and where they call from. */
export class Session {
  readonly client: Client;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #signer: CookieSigner;
  readonly #adminSecret: AdminSecret;
  readonly #now: () => number;
  readonly #cookies: ReadonlyMap<string, string>;
  #userId: UserId | undefined;

  constructor({ req, res, client, cookies, adminSecret, now }: SessionOptions) {
    this.client = client;
    this.#req = req;
    this.#res = res;
    this.#signer = cookies;
    this.#adminSecret = adminSecret;
    this.#now = now;
    this.#cookies = parseCookies(req.headers.cookie);
  }

  /** The address of this app as the browser sees it. */
  get origin(): string {
    return `${this.client.secure ? 'https' : 'http'}://${this.client.host}`;
  }

  /** Whether the request comes from one of our own pages. Browsers name the origin of every POST. */
  get isSameOrigin(): boolean {
    // Not the scheme: a proxy that is not trusted may have spoken TLS for us.
    return URL.parse(this.#req.headers.origin ?? '')?.host === this.client.host.toLowerCase();
  }

  /** The guest's identity; somebody who has none (or a forged or expired one) gets a new one with the answer. */
  identify(): UserId {
    if (this.#userId !== undefined) return this.#userId;
    const now = this.#now();
    const known = this.#verified(IDENTITY_COOKIE);
    const parsed = UserId.safeParse(known?.value);
    this.#userId = parsed.data ?? UserId.parse(randomUUID());
    // A cookie in use never runs out: past half of its life it is given again.
    if (parsed.data === undefined || (known?.expiresAt ?? 0) < now + IDENTITY_MS / 2) {
      this.#set(IDENTITY_COOKIE, { value: this.#userId, maxAgeMs: IDENTITY_MS, sameSite: 'Lax' });
    }
    return this.#userId;
  }

  get isAdmin(): boolean {
    return this.#verified(ADMIN_COOKIE)?.value === this.#adminSecret.fingerprint;
  }

  /** @throws AppError unauthorized */
  signInAsAdmin(secret: string): void {
    if (!this.#adminSecret.is(secret)) throw AppError.unauthorized('adminSecret');
    this.#set(ADMIN_COOKIE, {
      value: this.#adminSecret.fingerprint,
      maxAgeMs: ADMIN_MS,
      sameSite: 'Strict',
    });
  }

  signOutAsAdmin(): void {
    this.#set(ADMIN_COOKIE, { value: '', maxAgeMs: 0, sameSite: 'Strict' });
  }

  #verified(cookie: string) {
    const text = this.#cookies.get(cookie);
    return text === undefined ? undefined : this.#signer.verify(cookie, text, this.#now());
  }

  #set(cookie: string, options: { value: string; maxAgeMs: number; sameSite: 'Lax' | 'Strict' }): void {
    const { value, maxAgeMs, sameSite } = options;
    const signed = this.#signer.sign(cookie, { value, expiresAt: this.#now() + maxAgeMs });
    const { secure } = this.client;
    this.#res.appendHeader('set-cookie', cookieHeader(cookie, signed, { maxAgeMs, sameSite, secure }));
  }
}
