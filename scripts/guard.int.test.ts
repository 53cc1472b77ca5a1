import { cpSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { ensureWorker } from './ensure-worker.mjs';
import { applyMigrations } from './lib/migrations.mjs';
import { request } from './lib/readiness.mjs';
import { findFreePorts } from './testing/freePorts.ts';
import { UpProcess } from './testing/UpProcess.ts';

const root = join(import.meta.dirname, '..');
const soon = { timeout: 50_000, interval: 200 };
const databaseName = `guard_${process.pid}`;

let admin: pg.Client;
let databaseUrl: string;
let folder: string;
let started: UpProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convene-guard-'));
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
afterEach(async () => {
  for (const up of started) up.signal('SIGTERM');
  await Promise.all(started.map((up) => up.end()));
  started = [];
});
afterAll(async () => {
  await admin.query(`DROP DATABASE ${databaseName} WITH (FORCE)`);
  await admin.end();
  rmSync(folder, { recursive: true });
});

/** Media servers alone, behind a proxy that speaks TLS for them. */
async function launch(name: string, servers: number, env: NodeJS.ProcessEnv = {}): Promise<UpProcess> {
  const settings = {
    port: await findFreePorts(servers + 1, 7000, 8900),
    rtcBasePort: await findFreePorts(servers * 20, 25_000, 32_000),
    dataDir: join(folder, name),
    env: {
      DATABASE_URL: databaseUrl,
      TOKEN_KEY_DIR: join(folder, 'keys'),
      WEB_ORIGIN: 'https://meet.example.org',
      MEDIA_HOST: '127.0.0.1',
      PUBLIC_MEDIA_URL: 'https://media.example.org:8443',
      WEBRTC_LISTEN_IP: '127.0.0.1',
      ...env,
    },
  };
  const up = new UpProcess(settings, ['--media-only', '--workers', '1', '--servers', String(servers)]);
  started.push(up);
  return up;
}

async function start(...what: Parameters<typeof launch>): Promise<UpProcess> {
  const up = await launch(...what);
  await up.ready();
  return up;
}

const statusOf = async (url: string) => (await request(`${url}/ready`)).status;

test(
  'SUPERVISE-7, SERVER-4: of two Convenes with a copied data folder the younger serves, and the older does not start its server again',
  { timeout: 120_000 },
  async () => {
    const older = await start('older', 1);
    const [{ id } = { id: '' }] = older.readRun().servers;
    cpSync(join(folder, 'older', 'media-0'), join(folder, 'younger', 'media-0'), { recursive: true });
    const younger = await start('younger', 1);
    const [server] = younger.readRun().servers;
    expect(server!.id).toBe(id);
    await vi.waitFor(() => {
      expect(older.output).toContain(
        'media server 0 ended and is not started again (another process has its id)',
      );
    }, soon);
    expect(older.output).toContain(join(folder, 'older', 'media-0', 'server-id'));
    expect(await statusOf(server!.url)).toBe(200);
    expect(younger.output).not.toContain('ended');
    // The older one goes on with what else it has.
    expect(older.readRun().servers[0]!.pid).toBeUndefined();
  },
);

test(
  'SUPERVISE-8, POOL-15: a media server whose workers have no binary any more is tried again ever later, with what to do; the others go on',
  { timeout: 120_000 },
  async () => {
    const { path } = await ensureWorker({ root, log: () => {} });
    const binary = join(folder, 'mediasoup-worker');
    copyFileSync(path, binary);
    const up = await start('binary', 2, { MEDIASOUP_WORKER_BIN: binary });
    const [first, second] = up.readRun().servers;
    rmSync(binary);
    process.kill(first!.pid!, 'SIGKILL');
    await vi.waitFor(() => {
      expect(up.output).toMatch(/media server 0 ended 3 times in a row .* next try in 2 s/);
    }, soon);
    expect(up.output).toMatch(
      /mediasoup-worker is missing or cannot be run: build it with "npm run worker:build"/,
    );
    expect(await statusOf(second!.url)).toBe(200);
    expect(up.readRun().servers[1]!.pid).toBe(second!.pid);

    copyFileSync(path, binary);
    await vi.waitFor(async () => expect(await statusOf(first!.url)).toBe(200), soon);
  },
);

test(
  'POOL-15, START-11: a binary from which no worker starts ends the start with what to do',
  { timeout: 60_000 },
  async () => {
    const up = await launch('dies', 1, { MEDIASOUP_WORKER_BIN: '/bin/false' });
    expect(await up.end()).toBe(1);
    expect(up.output).toContain(
      '✖ MEDIASOUP_WORKER_BIN is /bin/false, which does not run as a mediasoup worker (exit code 1): correct it, or',
    );
  },
);
