import type { ServerRow } from '@convene/db';
import { AppError, ServerId } from '@convene/protocol';
import { LINK_ALGORITHM, LINK_PROTOCOL, linkAudience, LinkClaims, LinkParams } from '@convene/protocol/link';
import { decodeJwt, errors, importSPKI, jwtVerify } from 'jose';
import type { ServerStart } from './linkPorts.ts';
import { mediasoupRelease } from './linkToken.ts';

export type LinkVerifierOptions = {
  /** Undefined until this server has registered. */
  readonly self: () => ServerStart | undefined;
  /** The database's time: the caller's clock and ours may differ by more than a credential lives. */
  readonly now: () => number;
  readonly directory: { find(serverId: ServerId): Promise<ServerRow | undefined> };
};

/** Checks who opens a link (DESIGN §7): by which key it signed, for whom, for how long, and of which version it is. */
export class LinkVerifier {
  readonly #options: LinkVerifierOptions;
  /** Credentials that were taken, by when they end. */
  readonly #taken = new Map<string, number>();

  constructor(options: LinkVerifierOptions) {
    this.#options = options;
  }

  /** @throws AppError unauthorized with the reason, databaseUnavailable */
  async verify(params: unknown): Promise<ServerStart> {
    const parsed = LinkParams.safeParse(params);
    if (!parsed.success) throw AppError.unauthorized('noCredential');
    const { token } = parsed.data;
    const caller = await this.#options.directory.find(issuerOf(token));
    if (caller === undefined || caller.linkPublicKey === null) throw AppError.unauthorized('unknownServer');
    const claims = await this.#verifySignature(token, caller.linkPublicKey);
    // A row that could not be read again may be of an earlier start.
    if (claims.epoch < caller.epoch) throw AppError.unauthorized('staleEpoch');
    refuseOtherVersion(claims);
    this.#take(claims);
    return { serverId: claims.iss, epoch: claims.epoch };
  }

  async #verifySignature(token: string, publicKey: string): Promise<LinkClaims> {
    const self = this.#options.self();
    if (self === undefined) throw AppError.unauthorized('notRegistered');
    try {
      const { payload } = await jwtVerify(token, await importSPKI(publicKey, LINK_ALGORITHM), {
        algorithms: [LINK_ALGORITHM],
        audience: linkAudience(self),
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(this.#options.now()),
      });
      const claims = LinkClaims.safeParse(payload);
      if (!claims.success) throw AppError.unauthorized('claims');
      return claims.data;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof errors.JWTExpired) throw AppError.tokenExpired();
      // Also one that was meant for an earlier start of this server.
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
        throw AppError.unauthorized('otherAudience', error);
      }
      throw AppError.unauthorized('credential', error);
    }
  }

  /** Whoever overheard a credential cannot use it again. */
  #take({ jti, exp }: LinkClaims): void {
    const now = this.#options.now() / 1000;
    for (const [taken, until] of this.#taken) if (until < now) this.#taken.delete(taken);
    if (this.#taken.has(jti)) throw AppError.unauthorized('credentialUsed');
    this.#taken.set(jti, exp);
  }
}

function issuerOf(token: string): ServerId {
  try {
    return ServerId.parse(decodeJwt(token).iss);
  } catch (error) {
    throw AppError.unauthorized('credential', error);
  }
}

function refuseOtherVersion({ protocol, mediasoup }: LinkClaims): void {
  if (protocol !== LINK_PROTOCOL) {
    throw AppError.of('unauthorized', { reason: 'otherProtocol', caller: protocol, here: LINK_PROTOCOL });
  }
  if (mediasoup !== mediasoupRelease) {
    throw AppError.of('unauthorized', {
      reason: 'otherMediasoup',
      caller: mediasoup,
      here: mediasoupRelease,
    });
  }
}
