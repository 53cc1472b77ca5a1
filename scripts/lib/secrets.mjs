// @ts-check
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{
 *   privateKeyDir: string,
 *   publicKeyDir: string,
 *   adminSecretFile: string,
 *   cookieSecretFile: string,
 * }} Secrets
 */

/**
 * The secrets of one Convene, made at its first start, each in a file that only its owner reads.
 * @param {string} dataDir
 * @returns {Secrets}
 */
export function ensureSecrets(dataDir) {
  const dir = join(dataDir, 'secrets');
  const secrets = {
    privateKeyDir: join(dir, 'web'),
    // Apart from the private key: a media server is told of this folder only.
    publicKeyDir: join(dir, 'media'),
    adminSecretFile: join(dir, 'admin-secret'),
    cookieSecretFile: join(dir, 'cookie-secret'),
  };
  for (const folder of [dir, secrets.privateKeyDir, secrets.publicKeyDir]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  for (const file of [secrets.adminSecretFile, secrets.cookieSecretFile]) {
    if (!existsSync(file)) writeSecret(file, `${randomBytes(32).toString('base64url')}\n`);
  }
  ensureTokenKeys(secrets);
  return secrets;
}

/** @param {Secrets} secrets */
function ensureTokenKeys({ privateKeyDir, publicKeyDir }) {
  const privateFile = join(privateKeyDir, 'token-key.json');
  const publicFile = join(publicKeyDir, 'token-key.pub.json');
  if (existsSync(privateFile) && existsSync(publicFile)) return;
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d, x, kty, crv } = privateKey.export({ format: 'jwk' });
  const publicJwk = { kty, crv, x, alg: 'EdDSA', use: 'sig', kid: thumbprint({ crv, kty, x }) };
  writeSecret(publicFile, `${JSON.stringify(publicJwk)}\n`);
  writeSecret(privateFile, `${JSON.stringify({ ...publicJwk, d })}\n`);
}

/**
 * The name of a key by RFC 7638: the hash of its required members in the order of their names.
 * @param {{ crv: string | undefined, kty: string | undefined, x: string | undefined }} members
 */
function thumbprint(members) {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

/**
 * Written under another name first: a start that is broken off must not leave half a secret.
 * @param {string} file
 * @param {string} content
 */
function writeSecret(file, content) {
  const draft = `${file}.new`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
}
