import { afterEach, beforeEach, expect, test } from 'vitest';
import { join } from 'node:path';
import { ensureRequirements } from './requirements.mjs';
import { FakeCheckout } from './testing/fakeCheckout.ts';

let checkout: FakeCheckout;

beforeEach(() => {
  checkout = new FakeCheckout();
});

afterEach(() => checkout.close());

function ensure(mayInstall: boolean) {
  const { childEnv } = checkout.env;
  const logFile = join(checkout.root, 'log');
  return ensureRequirements({ log: () => {}, logFile, childEnv, mayInstall });
}

test('nothing is asked when everything is there', async () => {
  await expect(ensure(false)).resolves.toBeUndefined();
});

test('who may not install is told the exact line', async () => {
  checkout.setTool('g++', '#!/bin/sh\nexit 1\n');
  checkout.removeHeader('uv.h');
  checkout.setTool('dpkg-source', '#!/bin/sh\nexit 1\n');
  await expect(ensure(false)).rejects.toMatchObject({
    code: 'tools-missing',
    message: expect.stringContaining('"apt-get install -y --no-install-recommends g++ libuv1-dev"'),
  });
});

test.each([
  ['Err:1 Temporary failure resolving', 'no-network'],
  ["E: You don't have enough free space in /var/cache/apt", 'disk-full'],
  ['E: Unable to locate package meson', 'apt-failed'],
])('apt that ends with "%s" is reported as %s', async (output, code) => {
  checkout.setTool('meson', '#!/bin/sh\nexit 1\n');
  checkout.setTool('apt-get', `#!/bin/sh\necho "${output}" >&2\nexit 100\n`);
  await expect(ensure(true)).rejects.toMatchObject({
    code,
    message: expect.stringContaining('MEDIASOUP_WORKER_BIN'),
  });
});
