import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from '@convene/db';
import { createTestDatabase, type TestDatabase } from '@convene/db/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freeRtcPorts } from './freeRtcPorts.ts';
import { waitFor, waitUntil } from './waitFor.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const WORKERS = 2;
const Stats = z.object({
  serverId: z.string(),
  url: z.string(),
  workers: z.array(z.object({ pid: z.number() })),
});

describe('the process', () => {
  let folder: string;
  let testDatabase: TestDatabase;
  let database: Database;
  let child: ChildProcess;
  let output: string;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = createDatabase({ url: testDatabase.url, limits: { databaseMs: 15_000 } });
    folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
    await writeFile(join(folder, 'token-key.pub.json'), '{}');
  });
  afterEach(() => {
    child.kill('SIGKILL');
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
    await rm(folder, { recursive: true });
  });

  const run = async (change: NodeJS.ProcessEnv = {}) => {
    output = '';
    child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        DATABASE_URL: testDatabase.url,
        CONVENE_DATA_DIR: folder,
        TOKEN_KEY_DIR: folder,
        MEDIA_PORT: '0',
        MEDIASOUP_WORKER_COUNT: String(WORKERS),
        RTC_PORTS_PER_WORKER: '4',
        RTC_BASE_PORT: String(await freeRtcPorts(WORKERS, 4)),
        LIMIT_DATABASE_MS: '15000',
        ...change,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => (output += data.toString()));
  };
  const untilReady = async () => {
    const url = await waitFor('the server to listen', () => /"url":"(http[^"]+)"/.exec(output)?.[1]);
    await waitUntil('the server to be ready', async () => (await fetch(`${url}/ready`)).ok);
    return Stats.parse(await (await fetch(`${url}/stats`)).json());
  };
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('CLOSE-5: SIGTERM ends it within 5 s with code 0, its workers and its rows with it', async () => {
    await run();
    const { workers } = await untilReady();
    expect(await database.servers.list()).toHaveLength(1);
    const started = performance.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await database.servers.list()).toEqual([]);
    await waitUntil('the workers to end', () => !workers.some(({ pid }) => isAlive(pid)));
  });

  it('SERVER-3: started again it has the same id and a higher epoch, and nothing of its last life (000-3, 000-5)', async () => {
    await run();
    const first = await untilReady();
    const [before] = await database.servers.list();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await waitUntil('the workers to end', () => !first.workers.some(({ pid }) => isAlive(pid)));
    await run();
    const { serverId, workers } = await untilReady();
    const { servers, workers: rows } = await database.distribution.read();
    expect(serverId).toBe(first.serverId);
    expect(servers).toMatchObject([{ serverId, epoch: before!.epoch + 1 }]);
    expect(new Set(rows.map(({ pid }) => pid))).toEqual(new Set(workers.map(({ pid }) => pid)));
  });

  it('POOL-10: with ON_WORKER_DIED=exit the process ends with code 1, 2 s after a worker died (001-18)', async () => {
    await run({ ON_WORKER_DIED: 'exit' });
    const { workers } = await untilReady();
    process.kill(workers[0]!.pid, 'SIGKILL');
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output).toContain('worker died');
  });

  it('ENV-2: a wrong variable ends it with code 1 and one sentence', async () => {
    await run({ RTC_BASE_PORT: 'high' });
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output.trim().split('\n')).toEqual([expect.stringMatching(/^RTC_BASE_PORT: /)]);
  });
});
