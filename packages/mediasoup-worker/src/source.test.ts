import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkIntegrity } from './source.mjs';

let root: string;
let archive: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'convene-source-test-'));
  archive = join(root, 'mediasoup.tgz');
  writeFileSync(archive, 'the archive');
});

afterEach(() => rmSync(root, { recursive: true }));

function lock(content: string) {
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const packages = { 'node_modules/mediasoup': { version: '1.2.3', integrity } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

test('an archive that is the locked one is accepted', () => {
  lock('the archive');
  expect(() => checkIntegrity({ archive, root, version: '1.2.3' })).not.toThrow();
});

test('an archive that is not the locked one is refused', () => {
  lock('another archive');
  expect(() => checkIntegrity({ archive, root, version: '1.2.3' })).toThrow(/its checksum differs/);
});
