import { createHmac } from 'node:crypto';
import { sameSecret } from './secrets.ts';

export type Signed = { readonly value: string; readonly expiresAt: number };

/**
 * Signs what a cookie says, so that it can be believed without a look into the database. The signature covers the
 * cookie's name: one cookie's text is worth nothing in another.
 */
export class CookieSigner {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  sign(cookie: string, { value, expiresAt }: Signed): string {
    const content = `${value}.${expiresAt}`;
    return `${content}.${this.#mac(cookie, content)}`;
  }

  /** What the cookie says, or undefined when it is forged, cut or over. */
  verify(cookie: string, text: string, now: number): Signed | undefined {
    const [value, expires, mac, ...rest] = text.split('.');
    if (value === undefined || expires === undefined || mac === undefined || rest.length > 0)
      return undefined;
    if (!sameSecret(mac, this.#mac(cookie, `${value}.${expires}`))) return undefined;
    const expiresAt = Number(expires);
    return expiresAt > now ? { value, expiresAt } : undefined;
  }

  #mac(cookie: string, content: string): string {
    return createHmac('sha256', this.#key).update(`${cookie}\n${content}`).digest('base64url');
  }
}
