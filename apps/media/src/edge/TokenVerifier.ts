import {
  AppError,
  JoinClaims,
  type ServerEpoch,
  type ServerId,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
} from '@convene/protocol';
import { errors, importJWK, type JWK, jwtVerify } from 'jose';

export type TokenVerifierOptions = {
  /** Reads the public key; asked again until it is there, because the web app makes the pair at the first start. */
  readonly readKey: () => Promise<JWK>;
  readonly serverId: ServerId;
  /** Undefined until the server has registered. */
  readonly epoch: () => ServerEpoch | undefined;
  /** The database's time, by which the web app has signed. */
  readonly now: () => number;
};

/** Checks join tokens (DESIGN §7): who signed, for whom, how long, and for which start of which server. */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions;
  #key: Promise<Awaited<ReturnType<typeof importJWK>>> | undefined;

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
  }

  /** @throws AppError unauthorized, tokenExpired */
  async verify(token: string): Promise<JoinClaims> {
    const payload = await this.#verifySignature(token);
    const claims = JoinClaims.safeParse(payload);
    if (!claims.success) throw AppError.unauthorized('claims');
    if (claims.data.serverId !== this.#options.serverId) throw AppError.unauthorized('otherServer');
    // It was right until this server was started again: with the next one the person gets in.
    if (claims.data.serverEpoch !== this.#options.epoch()) throw AppError.tokenExpired();
    return claims.data;
  }

  async #verifySignature(token: string): Promise<unknown> {
    const key = await this.#requireKey();
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        algorithms: [TOKEN_ALGORITHM],
        requiredClaims: ['exp'],
        currentDate: new Date(this.#options.now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw AppError.tokenExpired();
      throw AppError.unauthorized('token', error);
    }
  }

  async #requireKey() {
    this.#key ??= this.#options.readKey().then((jwk) => importJWK(jwk, TOKEN_ALGORITHM));
    try {
      return await this.#key;
    } catch (error) {
      this.#key = undefined;
      throw AppError.unauthorized('noKey', error);
    }
  }
}
