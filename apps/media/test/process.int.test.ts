import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from '@convene/db';
import { createTestDatabase, type TestDatabase } from '@convene/db/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from './ServerProcess.ts';
import { waitUntil } from './waitFor.ts';

describe('the process', () => {
  let folder: string;
  let testDatabase: TestDatabase;
  let database: Database;
  let server: ServerProcess;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = createDatabase({ url: testDatabase.url, limits: { databaseMs: 15_000 } });
    folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
    await writeFile(join(folder, 'token-key.pub.json'), '{}');
  });
  afterEach(async () => {
    await server.kill();
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
    await rm(folder, { recursive: true });
  });

  const run = async (env: NodeJS.ProcessEnv = {}) => {
    server = await ServerProcess.start({ databaseUrl: testDatabase.url, folder, workers: 2, env });
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
    const { workers } = await server.untilReady();
    expect(await database.servers.list()).toHaveLength(1);
    const started = performance.now();
    server.signal('SIGTERM');
    expect(await server.end()).toEqual([0, null]);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await database.servers.list()).toEqual([]);
    await waitUntil('the workers to end', () => !workers.some(({ pid }) => isAlive(pid)));
  });

  it('SERVER-3: started again it has the same id and a higher epoch, and nothing of its last life (000-3, 000-5)', async () => {
    await run();
    const first = await server.untilReady();
    const [before] = await database.servers.list();
    server.signal('SIGKILL');
    await server.end();
    await waitUntil('the workers to end', () => !first.workers.some(({ pid }) => isAlive(pid)));
    await run();
    const { serverId, workers } = await server.untilReady();
    const { servers, workers: rows } = await database.distribution.read();
    expect(serverId).toBe(first.serverId);
    expect(servers).toMatchObject([{ serverId, epoch: before!.epoch + 1 }]);
    expect(new Set(rows.map(({ pid }) => pid))).toEqual(new Set(workers.map(({ pid }) => pid)));
  });

  it('POOL-10: with ON_WORKER_DIED=exit the process ends with code 1, 2 s after a worker died (001-18)', async () => {
    await run({ ON_WORKER_DIED: 'exit' });
    const { workers } = await server.untilReady();
    process.kill(workers[0]!.pid, 'SIGKILL');
    expect(await server.end()).toEqual([1, null]);
    expect(server.output).toContain('worker died');
  });

  it('ENV-2: a wrong variable ends it with code 1 and one sentence', async () => {
    await run({ RTC_BASE_PORT: 'high' });
    expect(await server.end()).toEqual([1, null]);
    expect(server.output.trim().split('\n')).toEqual([expect.stringMatching(/^RTC_BASE_PORT: /)]);
  });
});
