import { createHash, randomBytes } from 'node:crypto';

/** A token stays good while the answer with its successor may have been lost; so a peer has two at most. */
const TOKENS_PER_OWNER = 2;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/**
 * The tokens with which a new socket gets its peer back (DESIGN §4): kept as hashes, good while the peer lives. The
 * first use of a token ends the ones before it.
 */
export class ResumeTokens<Owner extends object> {
  readonly #owners = new Map<string, Owner>();
  readonly #hashes = new Map<Owner, readonly string[]>();

  issue(owner: Owner): string {
    const token = randomBytes(32).toString('base64url');
    const hash = hashOf(token);
    this.#owners.set(hash, owner);
    this.#keep(owner, [...(this.#hashes.get(owner) ?? []), hash].slice(-TOKENS_PER_OWNER));
    return token;
  }

  /** Whose token it is; undefined when it is nobody's (any more). */
  use(token: string): Owner | undefined {
    const hash = hashOf(token);
    const owner = this.#owners.get(hash);
    if (owner === undefined) return undefined;
    const hashes = this.#hashes.get(owner) ?? [];
    this.#keep(owner, hashes.slice(hashes.indexOf(hash)));
    return owner;
  }

  revoke(owner: Owner): void {
    this.#keep(owner, []);
    this.#hashes.delete(owner);
  }

  #keep(owner: Owner, hashes: readonly string[]): void {
    for (const hash of this.#hashes.get(owner) ?? []) if (!hashes.includes(hash)) this.#owners.delete(hash);
    this.#hashes.set(owner, hashes);
  }
}
