import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureSecrets } from './secrets.mjs';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'convene-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

describe('START-8: secrets', () => {
  test('only their owner may read them', () => {
    ensureSecrets(dataDir);
    const files = readdirSync(join(dataDir, 'secrets'), { recursive: true, withFileTypes: true });
    for (const file of files) {
      const mode = statSync(join(file.parentPath, file.name)).mode & 0o777;
      expect([file.name, mode]).toEqual([file.name, file.isDirectory() ? 0o700 : 0o600]);
    }
    expect(files.filter((file) => file.isFile())).toHaveLength(4);
  });

  test('the public key fits the private one, and the media folder holds nothing else', () => {
    const { privateKeyDir, publicKeyDir } = ensureSecrets(dataDir);
    const privateJwk = readJson(join(privateKeyDir, 'token-key.json'));
    const publicJwk = readJson(join(publicKeyDir, 'token-key.pub.json'));
    const message = Buffer.from('join');
    const signature = sign(null, message, createPrivateKey({ key: privateJwk, format: 'jwk' }));
    expect(verify(null, message, createPublicKey({ key: publicJwk, format: 'jwk' }), signature)).toBe(true);
    expect(publicJwk).not.toHaveProperty('d');
    expect(publicJwk.kid).toBe(privateJwk.kid);
    expect(readdirSync(publicKeyDir)).toEqual(['token-key.pub.json']);
  });

  test('a second start finds the same ones', () => {
    const { adminSecretFile, cookieSecretFile, privateKeyDir } = ensureSecrets(dataDir);
    const files = [adminSecretFile, cookieSecretFile, join(privateKeyDir, 'token-key.json')];
    const before = files.map((file) => readFileSync(file, 'utf8'));
    ensureSecrets(dataDir);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
    expect(new Set(before).size).toBe(3);
  });
});
