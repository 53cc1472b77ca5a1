import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureWorker } from './ensureWorker.mjs';
import { readRecipe } from './recipe.mjs';
import { FakeCheckout } from './testing/fakeCheckout.ts';
import { WorkerError } from './workerError.mjs';

let checkout: FakeCheckout;

beforeEach(() => {
  checkout = new FakeCheckout();
});

afterEach(() => checkout.close());

const ensure = (lines: string[] = []) =>
  ensureWorker({ root: checkout.root, env: checkout.env, log: (line) => lines.push(line) });

async function failure(): Promise<WorkerError> {
  const error: unknown = await ensure().catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkerError)) throw new Error('a WorkerError was expected', { cause: error });
  return error;
}

test('builds once, says what it does, and then finds the worker in the cache', async () => {
  const lines: string[] = [];
  const built = await ensure(lines);
  expect(built.origin).toBe('built');
  expect(lines.some((line) => /Compiling the worker.*: done in \d/.test(line))).toBe(true);
  expect(await ensure()).toEqual({ path: built.path, origin: 'cache' });
  expect(checkout.buildCount).toBe(1);
});

test('leaves nothing but the worker and its log in the cache folder', async () => {
  const { path } = await ensure();
  const names = readdirSync(checkout.env.cacheDir);
  expect(names).toHaveLength(2);
  expect(path).toBe(
    join(checkout.env.cacheDir, names.find((name) => !name.endsWith('.log')) ?? '', 'mediasoup-worker'),
  );
});

test('two at the same time build once, and the second says that it waits', async () => {
  const lines: string[] = [];
  const outcomes = await Promise.all([ensure(lines), ensure(lines)]);
  expect(outcomes.map(({ origin }) => origin).sort()).toEqual(['built', 'cache']);
  expect(lines.some((line) => line.startsWith(`Waiting for process ${process.pid}`))).toBe(true);
  expect(checkout.buildCount).toBe(1);
});

test('a cached worker that no longer runs here is built anew', async () => {
  const { path } = await ensure();
  writeFileSync(path, '#!/bin/sh\nexit 127\n');
  expect((await ensure()).origin).toBe('built');
  expect(readFileSync(path, 'utf8')).toContain('exit 41');
});

test('MEDIASOUP_WORKER_BIN comes before the cache', async () => {
  const own = join(checkout.root, 'own-worker');
  writeFileSync(own, '#!/bin/sh\nexit 41\n');
  checkout.env.workerBin = own;
  await expect(failure()).resolves.toMatchObject({
    code: 'override-invalid',
    message: expect.stringContaining(`${own}, which is not executable`),
  });
  chmodSync(own, 0o755);
  expect(await ensure()).toEqual({ path: own, origin: 'override' });
  checkout.env.workerBin = join(checkout.root, 'nothing');
  expect((await failure()).message).toContain('does not exist');
  checkout.env.workerBin = '/bin/true';
  expect((await failure()).message).toContain('does not run as a mediasoup worker');
});

test('a source that the recipe does not fit is not built', async () => {
  const [patch] = readRecipe().patches;
  checkout.changeSource(patch?.file ?? '', 'something else');
  const error = await failure();
  expect(error).toMatchObject({
    code: 'source-changed',
    message: expect.stringContaining(patch?.file ?? ''),
  });
  expect(checkout.buildCount).toBe(0);
});

test('a failed compilation names the log, which tells the reason, and leaves nothing half-made', async () => {
  checkout.setTool('ninja', '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "syntax error" >&2\nexit 1\n');
  const error = await failure();
  expect(error.code).toBe('build-failed');
  const logFile = /see (\S+\.log)/.exec(error.message)?.[1] ?? '';
  expect(readFileSync(logFile, 'utf8')).toContain('syntax error');
  expect(readdirSync(checkout.env.cacheDir)).toHaveLength(1);
});

test('a full disk is called a full disk', async () => {
  const script = '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "No space left on device" >&2\nexit 1\n';
  checkout.setTool('ninja', script);
  expect(await failure()).toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('free some space'),
  });
});

test('a worker that was built but does not start is not put into the cache', async () => {
  const script = `#!/bin/sh\n[ "$1" = --version ] && exit 0\n/bin/mkdir -p build\nprintf '#!/bin/sh\\nexit 127\\n' > build/mediasoup-worker\n`;
  checkout.setTool('ninja', `${script}/bin/chmod +x build/mediasoup-worker\n`);
  expect((await failure()).code).toBe('binary-broken');
  expect(readdirSync(checkout.env.cacheDir)).toHaveLength(1);
});

test('without network and without an installed mediasoup it says so', async () => {
  checkout.removeInstalledMediasoup();
  checkout.setTool('npm', '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n');
  expect(await failure()).toMatchObject({
    code: 'no-network',
    message: expect.stringMatching(/^mediasoup \S+ could not be downloaded, the network does not answer/),
  });
});

test('an interruption ends it with everything cleared away', async () => {
  checkout.setTool('ninja', '#!/bin/sh\n[ "$1" = --version ] && exit 0\nexec /bin/sleep 30\n');
  const controller = new AbortController();
  const log = (line: string) => {
    if (line.startsWith('Compiling')) setTimeout(() => controller.abort(), 100);
  };
  const { root, env } = checkout;
  await expect(ensureWorker({ root, env, log, signal: controller.signal })).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(readdirSync(env.cacheDir)).toHaveLength(1);
});

test('a cache folder that cannot be written is named', async () => {
  writeFileSync(join(checkout.root, 'file'), '');
  checkout.env.cacheDir = join(checkout.root, 'file', 'cache');
  expect(await failure()).toMatchObject({
    code: 'cache-unusable',
    message: expect.stringContaining('CONVENE_CACHE_DIR'),
  });
});
