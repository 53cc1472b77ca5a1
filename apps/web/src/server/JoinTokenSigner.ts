import type { JoinClaims } from '@convene/protocol';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER } from '@convene/protocol';
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose';

/** Signs join tokens. The web app alone has the private key; media servers check with the public one (DESIGN §7). */
export class JoinTokenSigner {
  readonly #key: CryptoKey;
  readonly #keyId: string | undefined;
  readonly #lifeMs: number;

  private constructor(options: { key: CryptoKey; keyId: string | undefined; lifeMs: number }) {
    this.#key = options.key;
    this.#keyId = options.keyId;
    this.#lifeMs = options.lifeMs;
  }

  /** @throws an Error when the key is no private Ed25519 key. */
  static async create({ jwk, lifeMs }: { jwk: JWK; lifeMs: number }): Promise<JoinTokenSigner> {
    const key = await importJWK(jwk, TOKEN_ALGORITHM);
    if (key instanceof Uint8Array || key.type !== 'private')
      throw new Error('the token key is no private key');
    return new JoinTokenSigner({ key, keyId: jwk.kid, lifeMs });
  }

  async sign(claims: JoinClaims, now: number): Promise<{ token: string; expiresAt: number }> {
    const issuedAt = Math.floor(now / 1000);
    const expiresAt = issuedAt + Math.ceil(this.#lifeMs / 1000);
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, ...(this.#keyId !== undefined && { kid: this.#keyId }) })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { token, expiresAt: expiresAt * 1000 };
  }
}
