import { createPublicKey, sign, verify } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLinkKey } from './linkKey.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('LINK-1: the key pair is made once, stays the same over restarts, and is its owner’s alone', async () => {
  const [first, again] = await Promise.all([readLinkKey(folder, 0), readLinkKey(folder, 0)]);
  expect(again.publicKey).toBe(first.publicKey);
  expect((await readLinkKey(folder, 0)).publicKey).toBe(first.publicKey);
  expect((await readLinkKey(folder, 1)).publicKey).not.toBe(first.publicKey);
  const { mode } = await stat(join(folder, 'media-0', 'link-key.pem'));
  expect(mode & 0o777).toBe(0o600);
  const signature = sign(null, Buffer.from('text'), again.privateKey);
  expect(verify(null, Buffer.from('text'), createPublicKey(first.publicKey), signature)).toBe(true);
});

it('LINK-1: a file that holds no key is named', async () => {
  await readLinkKey(folder, 0);
  await writeFile(join(folder, 'media-0', 'link-key.pem'), 'nonsense');
  await expect(readLinkKey(folder, 0)).rejects.toThrow('link-key.pem');
});
