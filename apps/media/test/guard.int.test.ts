import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDatabase, type Database } from '@convene/db';
import { createTestDatabase, type TestDatabase } from '@convene/db/testing';
import { TcpRelay } from '@convene/horizontal/relay';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ServerProcess, type ServerProcessOptions } from './ServerProcess.ts';
import { waitUntil } from './waitFor.ts';

const SHIFTED_CLOCK = pathToFileURL(join(import.meta.dirname, 'shiftedClock.mjs')).href;

describe('bad input to a media server’s process', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let folder: string;
  let processes: ServerProcess[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = createDatabase({ url: testDatabase.url, limits: { databaseMs: 15_000 } });
  });
  beforeEach(async () => {
    processes = [];
    folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
    await writeFile(join(folder, 'token-key.pub.json'), '{}');
  });
  afterEach(async () => {
    await Promise.all(processes.map((server) => server.kill()));
    await testDatabase.query('DELETE FROM media_server');
    await rm(folder, { recursive: true });
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const run = async (options: Partial<ServerProcessOptions> = {}) => {
    const server = await ServerProcess.start({ databaseUrl: testDatabase.url, folder, ...options });
    processes.push(server);
    return server;
  };

  it('SERVER-4: of two processes with one id the older ends, names the younger and the file, and is not started again', async () => {
    const older = await run();
    const { serverId } = await older.untilReady();
    const copy = `${folder}-copy`;
    await cp(folder, copy, { recursive: true });
    try {
      const younger = await run({ folder: copy });
      expect((await younger.untilReady()).serverId).toBe(serverId);
      expect(await older.end()).toEqual([3, null]);
      expect(older.lines('a younger process has this server id, this one ends')).toMatchObject([
        { serverId, youngerUrl: await younger.url() },
      ]);
      expect(older.output).toContain(join(folder, 'media-0', 'server-id'));
      // The row and the people are the younger's.
      expect(await database.servers.list()).toMatchObject([
        { serverId, live: true, url: await younger.url() },
      ]);
      expect(await younger.readiness()).toMatchObject({ ready: true });
    } finally {
      await rm(copy, { recursive: true });
    }
  });

  it.each([60_000, -60_000])(
    'CLOCK-3: a server whose clock is off by %i ms lives by the database’s, and says so',
    async (offsetMs) => {
      const server = await run({
        imports: [SHIFTED_CLOCK],
        env: { CLOCK_OFFSET_MS: String(offsetMs), LIMIT_LEASE_MS: '3000', LIMIT_HEARTBEAT_MS: '300' },
      });
      await server.untilReady();
      const line = await server.line('clock differs from that of the database: set it by NTP');
      expect(Math.abs(Number(line['offsetMs']) - offsetMs)).toBeLessThan(5_000);
      await waitUntil('the map to say so', async () => {
        const { servers } = await database.distribution.read();
        return servers.some(({ live, troubles }) => live && troubles.some(({ code }) => code === 'clockOff'));
      });
      expect(await server.readiness()).toMatchObject({ ready: true, troubles: ['clockOff'] });
      for (const path of ['health', 'stats', 'workers', 'cluster', 'metrics']) {
        const text = await (await fetch(`${await server.url()}/${path}`)).text();
        expect(text, path).toContain('clockOff');
      }
      const [row] = await testDatabase.query(
        `SELECT abs(extract(epoch FROM heartbeat_at - now())) < 30 AND abs(extract(epoch FROM started_at - now())) < 30 AS near
           FROM media_server`,
      );
      expect(row).toEqual({ near: true });
    },
  );

  it('OUTAGE-9: a database that takes connections and says nothing, at the start and later, is said, and got over', async () => {
    const relay = await TcpRelay.start(() => new URL(testDatabase.url));
    try {
      relay.stall();
      const server = await run({
        databaseUrl: relay.through(testDatabase.url),
        env: { LIMIT_DATABASE_MS: '500', LIMIT_HEARTBEAT_MS: '300' },
      });
      await server.line('database does not answer');
      const waiting = { ready: false, reasons: ['notRegistered'], troubles: ['databaseUnavailable'] };
      expect(await server.readiness()).toMatchObject(waiting);
      relay.mend();
      await server.untilReady();
      await waitUntil('no trouble', async () => (await server.readiness()).troubles.length === 0);

      relay.stall();
      await waitUntil('the silence to be noticed', async () => {
        return (await server.readiness()).troubles.includes('databaseUnavailable');
      });
      // Who is there stays: media needs no database.
      expect(await server.readiness()).toMatchObject({ ready: true });
      relay.mend();
      await waitUntil('the database to be there again', async () => {
        return (await server.readiness()).troubles.length === 0;
      });
      await waitUntil('no connection of the silence to be left', async () => {
        const rows = await testDatabase.query(
          `SELECT count(*)::integer AS n FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'convene' AND state <> 'idle'
              AND pid <> pg_backend_pid() AND state_change < now() - interval '5 seconds'`,
        );
        return rows[0]!['n'] === 0;
      });
    } finally {
      relay.close();
    }
  });

  it('POOL-15: without the workers’ binary it ends with a sentence that says what to do', async () => {
    const server = await run({ env: { MEDIASOUP_WORKER_BIN: join(folder, 'none') } });
    expect(await server.end()).toEqual([1, null]);
    expect(server.output).toMatch(
      /none is missing or cannot be run: build it with \\"npm run worker:build\\"/,
    );
    expect(await database.servers.list()).toEqual([]);
  });

  it('POOL-17: when all workers were given up the server ends with code 1, without a row (004-89)', async () => {
    const server = await run({ workers: 1, env: { LIMIT_WORKER_RESPAWN_MS: '50' } });
    await server.untilReady();
    let ended = false;
    const ending = server.end().finally(() => (ended = true));
    await waitUntil('the end', async () => {
      const stats = await server.stats().catch(() => undefined);
      for (const { pid } of stats?.workers ?? []) kill(pid);
      return ended;
    });
    expect(await ending).toEqual([1, null]);
    expect(server.lines('worker given up')).toMatchObject([{ workerIndex: 0, deaths: 6 }]);
    expect(server.lines('all workers were given up, this server ends')).toHaveLength(1);
    expect(await database.servers.list()).toEqual([]);
  });

  it('POOL-14: a server that was held up for longer than a worker may be silent kills none', async () => {
    const server = await run({
      workers: 2,
      env: { LIMIT_WORKER_SAMPLE_MS: '50', LIMIT_WORKER_SILENCE_MS: '3000', LIMIT_HEARTBEAT_MS: '300' },
    });
    const { workers } = await server.untilReady();
    const beats = async () => (await database.servers.list())[0]!.heartbeatAt.getTime();
    const pass = async (ms: number) => {
      const from = performance.now();
      await waitUntil(`${ms} ms to pass`, () => performance.now() - from > ms);
    };
    // The workers are asked, and answer only when the server reads no more.
    for (const { pid } of workers) process.kill(pid, 'SIGSTOP');
    await pass(200);
    server.signal('SIGSTOP');
    for (const { pid } of workers) process.kill(pid, 'SIGCONT');
    await pass(3_500);
    const before = await beats();
    server.signal('SIGCONT');
    // Two beats: by the second one the timers of the time before have long gone off.
    await waitUntil('a beat', async () => (await beats()) > before);
    const between = await beats();
    await waitUntil('another beat', async () => (await beats()) > between);
    expect((await server.stats()).workers.map(({ pid }) => pid)).toEqual(workers.map(({ pid }) => pid));
    expect(server.lines('worker does not answer, killed')).toEqual([]);
  });
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
