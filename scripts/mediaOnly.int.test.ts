import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { machineAddresses } from './lib/addresses.mjs';
import { ensureCertificate } from './lib/certificate.mjs';
import { applyMigrations } from './lib/migrations.mjs';
import { isAlive } from './lib/processes.mjs';
import { request } from './lib/readiness.mjs';
import { findFreePorts } from './testing/freePorts.ts';
import { UpProcess } from './testing/UpProcess.ts';

const root = join(import.meta.dirname, '..');
const soon = { timeout: 50_000, interval: 200 };

let admin: pg.Client;
let databaseUrl: string;
const databaseName = `media_only_${process.pid}`;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convene-media-only-'));
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'keys', 'token-key.pub.json'), '{}');
  admin = new pg.Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${databaseName}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${databaseName}`;
  databaseUrl = url.href;
  await applyMigrations({ databaseUrl, folder: join(root, 'prisma', 'migrations') });
});
afterAll(async () => {
  await admin.query(`DROP DATABASE ${databaseName} WITH (FORCE)`);
  await admin.end();
  rmSync(folder, { recursive: true });
});

async function start(name: string, env: NodeJS.ProcessEnv, options: string[] = []): Promise<UpProcess> {
  const first = { DATABASE_URL: databaseUrl, TOKEN_KEY_DIR: join(folder, 'keys') };
  const settings = {
    port: await findFreePorts(2, 5000, 6900),
    rtcBasePort: await findFreePorts(20, 25_000, 32_000),
    dataDir: join(folder, name),
    env: { ...first, WEB_ORIGIN: 'https://meet.example.org', ...env },
  };
  return new UpProcess(settings, ['--media-only', '--workers', '1', ...options]);
}

test('MACHINE-7: without the address for media it is said what to do, and nothing is left', async () => {
  const up = await start('refused', {});
  expect(await up.end()).toBe(1);
  expect(up.output.trim()).toMatch(/^✖ WEBRTC_LISTEN_IP is missing: .*\.$/);
  expect(readdirSync(folder)).not.toContain('refused');
});

test(
  'MACHINE-9: two machines have media servers with ids of their own, reached by TLS, started again and stopped',
  { timeout: 120_000 },
  async () => {
    const [host] = machineAddresses().filter((address) => !address.includes(':'));
    if (host === undefined) throw new Error('this test needs a machine with an IPv4 address on a network');
    const files = { dataDir: join(folder, 'tls'), host, certFile: undefined, keyFile: undefined };
    const { certFile, keyFile } = await ensureCertificate(files);
    const tls = { TLS_CERT: certFile, TLS_KEY: keyFile };
    const machines = [await start('a', tls, ['--host', host]), await start('b', tls, ['--host', host])];
    const urls = await Promise.all(machines.map((up) => up.ready()));
    expect(urls).toEqual([host, host].map((name) => expect.stringContaining(`https://${name}:`) as string));

    const ids = machines.map((up) => up.readRun().servers[0]!.id);
    const healthOf = async (url: string) =>
      JSON.parse((await request(`${url}/health`)).body) as { serverId: string };
    expect(await Promise.all(urls.map(async (url) => (await healthOf(url)).serverId))).toEqual(ids);
    expect(ids[0]).not.toBe(ids[1]);

    const [first] = machines;
    const before = first!.readRun().servers[0]!;
    process.kill(before.pid!, 'SIGKILL');
    await vi.waitFor(() => {
      const [after] = first!.readRun().servers;
      expect(after).toMatchObject({ id: before.id, workers: [expect.any(Number)] });
      expect(after?.pid).not.toBe(before.pid);
    }, soon);

    const pids = machines.flatMap((up) =>
      up.readRun().servers.flatMap(({ pid, workers }) => [pid!, ...workers]),
    );
    for (const up of machines) up.signal('SIGTERM');
    expect(await Promise.all(machines.map((up) => up.end()))).toEqual([0, 0]);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(join(folder, 'a')).toSorted()).toEqual(['logs', 'media-0']);
  },
);
