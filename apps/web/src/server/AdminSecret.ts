import { createHash } from 'node:crypto';
import { sameSecret } from './secrets.ts';

/** The one secret that opens the admin page until there are accounts (DESIGN §7). */
export class AdminSecret {
  readonly #secret: string;
  /** What an admin's cookie names: another secret ends all sessions of the former one. */
  readonly fingerprint: string;

  constructor(secret: string) {
    this.#secret = secret;
    this.fingerprint = createHash('sha256').update(`convene admin session\n${secret}`).digest('base64url');
  }

  is(given: string): boolean {
    return sameSecret(given, this.#secret);
  }
}
