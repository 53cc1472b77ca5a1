import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isAlive } from './lib/processes.mjs';
import { isPortFree } from './lib/ports.mjs';
import { findFreePorts } from './testing/freePorts.ts';
import { UpProcess } from './testing/UpProcess.ts';

const START_TIMEOUT_MS = 180_000;
/** Waiting for something with a message of what is missing. Five times the targets of DESIGN §6. */
const soon = { timeout: 50_000, interval: 200 };

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'convene-up-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function newSettings() {
  return {
    port: await findFreePorts(4, 3100, 5000),
    rtcBasePort: await findFreePorts(80, 25_000, 32_000),
    dataDir: newFolder(),
  };
}

async function statusOf(url: string): Promise<number | string> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status;
  } catch (error) {
    return String(error);
  }
}

async function expectAllAnswer(up: UpProcess): Promise<void> {
  const { webUrl, servers } = up.readRun();
  await vi.waitFor(async () => {
    expect(await statusOf(`${webUrl}/healthz`), 'web app').toBe(200);
    for (const { url } of servers) expect(await statusOf(`${url}/ready`), url).toBe(200);
  }, soon);
}

describe('a running Convene', () => {
  let up: UpProcess;
  let settings: Awaited<ReturnType<typeof newSettings>>;
  let printedUrl: string;

  beforeAll(async () => {
    settings = await newSettings();
    up = new UpProcess(settings, ['--servers', '2', '--workers', '1']);
    printedUrl = await up.ready();
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    up.signal('SIGTERM');
    await up.end();
  }, 60_000);

  test('START-10: run.json says what runs, to its owner alone', async () => {
    const run = up.readRun();
    expect(statSync(join(settings.dataDir, 'run.json')).mode & 0o777).toBe(0o600);
    expect(run).toMatchObject({
      pid: up.pid,
      webUrl: printedUrl,
      adminUrl: `${printedUrl}/admin`,
      adminSecretFile: join(settings.dataDir, 'secrets', 'admin-secret'),
    });
    expect(run.servers.map(({ url }) => url)).toEqual(
      [1, 2].map((n) => `http://127.0.0.1:${settings.port + n}`),
    );
    expect(new Set(run.servers.map(({ id }) => id)).size).toBe(2);
    expect(run.servers.map(({ workers }) => workers.length)).toEqual([1, 1]);
    expect(up.processes()).toHaveLength(6);
    expect(up.processes().filter((pid) => !isAlive(pid))).toEqual([]);
    await expectAllAnswer(up);
  });

  test('START-5: a second start on its data folder says who holds it', async () => {
    const second = new UpProcess(settings);
    expect(await second.end()).toBe(1);
    expect(second.output).toContain(`runs already on the data folder ${settings.dataDir} (pid ${up.pid})`);
    await expectAllAnswer(up);
  });

  test('START-11: a port in use is named, and nothing is left of the start', async () => {
    const elsewhere = newFolder();
    const second = new UpProcess({ ...settings, dataDir: elsewhere });
    expect(await second.end()).toBe(1);
    expect(second.output).toMatch(
      new RegExp(`✖ Port ${settings.port} on 127.0.0.1 is in use: .* --port \\d+\\.`),
    );
    expect(readdirSync(elsewhere)).toEqual(['logs']);
  });

  test(
    'SUPERVISE-1, SUPERVISE-2: a killed media server is started again with its id',
    { timeout: 90_000 },
    async () => {
      const [before] = up.readRun().servers;
      process.kill(before!.pid!, 'SIGKILL');
      await vi.waitFor(() => {
        const [after] = up.readRun().servers;
        expect(after?.pid, 'process id of the new one').toBeGreaterThan(0);
        expect(after?.pid).not.toBe(before!.pid);
        expect(after?.id).toBe(before!.id);
        expect(after?.workers, 'workers of the new one').toHaveLength(1);
      }, soon);
      await vi.waitFor(
        () => expect(before!.workers.filter(isAlive), 'workers of the old one').toEqual([]),
        soon,
      );
      await expectAllAnswer(up);
    },
  );

  test('SUPERVISE-1, SUPERVISE-2: a killed web app is started again', { timeout: 90_000 }, async () => {
    const { webPid } = up.readRun();
    process.kill(webPid!, 'SIGKILL');
    await vi.waitFor(() => {
      expect(up.readRun().webPid, 'process id of the new one').toBeGreaterThan(0);
      expect(up.readRun().webPid).not.toBe(webPid);
    }, soon);
    await expectAllAnswer(up);
  });

  test(
    'SUPERVISE-1, SUPERVISE-2: a killed Postgres is started again on its port',
    { timeout: 90_000 },
    async () => {
      const { postgres, databaseUrl } = up.readRun();
      process.kill(postgres.pid!, 'SIGKILL');
      await vi.waitFor(() => {
        expect(up.readRun().postgres.pid, 'process id of the new one').toBeGreaterThan(0);
        expect(up.readRun().postgres.pid).not.toBe(postgres.pid);
      }, soon);
      expect(up.readRun().databaseUrl).toBe(databaseUrl);
      await expectAllAnswer(up);
    },
  );

  test('SUPERVISE-3: SIGTERM ends everything and leaves nothing', { timeout: 60_000 }, async () => {
    const pids = up.processes();
    up.signal('SIGTERM');
    expect(await up.end()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    // What outlives a start: no lock, no run.json, no list of processes.
    const kept = ['logs', 'media-0', 'media-1', 'postgres', 'secrets'];
    expect(readdirSync(settings.dataDir).toSorted()).toEqual(kept);
    for (const port of [0, 1, 2]) expect(await isPortFree(settings.port + port)).toBe(true);
  });
});

test(
  'SUPERVISE-5: after a killed start its programs end, and the next start is as usual',
  { timeout: START_TIMEOUT_MS },
  async () => {
    const settings = await newSettings();
    const first = new UpProcess(settings, ['--workers', '1']);
    await first.ready();
    const pids = first.processes();
    const { adminSecretFile, databaseUrl } = first.readRun();
    const passwordOf = (url: string) => new URL(url).password;
    first.signal('SIGKILL');
    await first.end();

    // At once, while the old programs are still ending.
    const second = new UpProcess(settings, ['--workers', '1']);
    await second.ready();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(second.readRun().adminSecretFile).toBe(adminSecretFile);
    expect(passwordOf(second.readRun().databaseUrl)).toBe(passwordOf(databaseUrl));

    second.signal('SIGINT');
    expect(await second.end()).toBe(0);
    expect(existsSync(join(settings.dataDir, 'run.json'))).toBe(false);
  },
);
