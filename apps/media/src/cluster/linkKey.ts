import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key pair by which a server shows the others that it is itself (DESIGN §7). */
export type LinkKey = {
  readonly privateKey: KeyObject;
  /** As it stands in the server's row: SPKI, PEM. */
  readonly publicKey: string;
};

export function createLinkKey(): LinkKey {
  return toLinkKey(generateKeyPairSync('ed25519').privateKey);
}

/**
 * The pair in the data folder, made at the first start and readable for its owner alone.
 * @throws an Error that names a file which holds no key
 */
export async function readLinkKey(dataDir: string, serverIndex: number): Promise<LinkKey> {
  const folder = join(dataDir, `media-${serverIndex}`);
  const path = join(folder, 'link-key.pem');
  await mkdir(folder, { recursive: true });
  const pem = createLinkKey().privateKey.export({ type: 'pkcs8', format: 'pem' });
  // Of two processes that start at once only one creates it; both then read what is there.
  await writeFile(path, pem, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  const text = await readFile(path, 'utf8');
  try {
    return toLinkKey(createPrivateKey(text));
  } catch (error) {
    throw new Error(`${path} holds no private key: delete it to get a new one`, { cause: error });
  }
}

function toLinkKey(privateKey: KeyObject): LinkKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  // With the format `pem` it is a text.
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string;
  return { privateKey, publicKey };
}
