import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { downloadPrebuilt, prebuiltBase, prebuiltName } from './prebuilt.mjs';

test('the name tells version, platform and, on Linux, the kernel', () => {
  expect(prebuiltName('3.27.1', { platform: 'linux', arch: 'x64', kernel: '6.1.0-18-amd64' })).toBe(
    'mediasoup-worker-3.27.1-linux-x64-kernel6.tgz',
  );
  expect(prebuiltName('3.27.1', { platform: 'darwin', arch: 'arm64', kernel: '23.4.0' })).toBe(
    'mediasoup-worker-3.27.1-darwin-arm64.tgz',
  );
});

test('the address comes from the package, or from a mirror', () => {
  const repositoryUrl = 'git+https://code.example/mediasoup.git';
  expect(prebuiltBase({ repositoryUrl, baseUrl: undefined })).toBe(
    'https://code.example/mediasoup/releases/download',
  );
  expect(prebuiltBase({ repositoryUrl, baseUrl: 'https://mirror.example' })).toBe('https://mirror.example');
});

test('a network that swallows everything is given up soon', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as AddressInfo; // A listening TCP server has an address of this form.
  const outcome = await downloadPrebuilt({
    version: '1.2.3',
    repositoryUrl: '',
    baseUrl: `http://127.0.0.1:${port}`,
    workDir: '/nonexistent',
    childEnv: {},
    probeTimeoutMs: 50,
  });
  expect(outcome).toEqual({ reason: 'no answer in time' });
  silent.closeAllConnections();
  silent.close();
});
