import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits, type Limits, MeetingId } from '@convene/protocol';
import { workerBin as mediasoupWorkerBin } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freeRtcPorts } from '../../test/freeRtcPorts.ts';
import { mediaOptions } from '../../test/mediaOptions.ts';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { waitUntil } from '../../test/waitFor.ts';
import type { MediaOptions } from './mediaOptions.ts';
import { WorkerPool } from './WorkerPool.ts';

const WIDTH = 4;
const newMeeting = () => MeetingId.parse(randomUUID());

describe('the worker pool', () => {
  let pool: WorkerPool;
  let died: { index: number; pid: number }[];
  let allGivenUp: number;
  let basePort: number;
  let log: RecordingLog;

  const start = async (
    workers: number,
    media: Partial<
      Pick<MediaOptions, 'policy' | 'spread' | 'maxConsumersPerWorker' | 'pooledRouters' | 'workerBin'>
    > = {},
    { firstPort, ...limits }: Partial<Limits> & { firstPort?: number } = {},
  ) => {
    died = [];
    allGivenUp = 0;
    log = new RecordingLog();
    basePort = firstPort ?? (await freeRtcPorts(workers, WIDTH));
    pool = await WorkerPool.create({
      media: await mediaOptions({ workers, portsPerWorker: WIDTH, basePort }, { pooledRouters: 1, ...media }),
      limits: {
        ...defaultLimits,
        workerSampleMs: 50,
        workerUsageLogMs: 100,
        workerSilenceMs: 500,
        workerRespawnMs: 50,
        ...limits,
      },
      log,
      onWorkerDied: (worker) => died.push(worker),
      onAllGivenUp: () => (allGivenUp += 1),
    });
  };
  /** A router for the first person of a new meeting. */
  const take = async () => {
    const { router } = await pool.placeRouter({
      meetingId: newMeeting(),
      routers: [],
      receives: 0,
      sends: 0,
    });
    return router;
  };
  const pass = async (ms: number) => {
    const from = performance.now();
    await waitUntil(`${ms} ms to pass`, () => performance.now() - from > ms);
  };
  const killUntilGivenUp = async () =>
    waitUntil('worker 0 to be given up', () => {
      for (const { index, pid } of pool.workers) if (index === 0) process.kill(pid, 'SIGKILL');
      return pool.givenUp.length > 0;
    });
  afterEach(() => {
    pool?.close();
    pool = undefined!;
  });

  it('POOL-1: rooms go to the workers evenly, and a room that ends frees its place (001-14, 003-11, 003-22, 003-23, 003-27, 003-28, 003-41)', async () => {
    await start(2);
    const routers = [];
    for (let n = 0; n < 5; n += 1) routers.push(await take());
    expect(pool.getWorkerStats().map(({ roomCount }) => roomCount)).toEqual([3, 2]);
    const distribution = pool.getRoomDistribution();
    expect(Object.keys(distribution)).toEqual(['0', '1']);
    expect(distribution['0']).toEqual(
      routers.filter(({ place }) => place.index === 0).map(({ meetingId }) => meetingId),
    );
    for (const router of routers) router.close();
    expect(pool.getWorkerStats().map(({ roomCount }) => roomCount)).toEqual([0, 0]);
  });

  it('POOL-3: routers wait in the pool, and none serves two meetings (004-94, X5)', async () => {
    await start(1);
    const [worker] = pool.workers;
    await waitUntil('a pooled router', () => worker!.pooledRouters === 1);
    const taken = await Promise.all(Array.from({ length: 4 }, () => take()));
    expect(new Set(taken.map(({ id }) => id)).size).toBe(4);
    await waitUntil('a pooled router again', () => worker!.pooledRouters === 1);
  });

  it('POOL-4: round robin hands out the workers in turn (001-8, 001-9)', async () => {
    await start(3, { policy: 'round-robin' });
    const indices = [];
    for (let n = 0; n < 7; n += 1) indices.push((await take()).place.index);
    expect(indices).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it('POOL-5: clients come in on one port per worker, over UDP and TCP, and all workers are there at once (X3, 003-25)', async () => {
    await start(2);
    for (const index of [0, 1]) {
      const router = await pool.workers[index]!.takeRouter(newMeeting());
      const { iceCandidates } = await router.createTransport();
      expect(iceCandidates.map(({ protocol, port }) => [protocol, port])).toEqual([
        ['udp', basePort + index * WIDTH],
        ['tcp', basePort + index * WIDTH],
      ]);
    }
  });

  it('POOL-6: a worker that dies is started again on its port; the other one goes on (001-17, 003-31, 004-12)', async () => {
    await start(2);
    const [first, second] = pool.getWorkerStats();
    const router = await pool.workers[1]!.takeRouter(newMeeting());
    process.kill(first!.pid, 'SIGKILL');
    await waitUntil('the death', () => died.length === 1);
    expect(died).toEqual([{ index: 0, pid: first!.pid }]);
    expect(log.lines.find(({ message }) => message === 'worker died')?.fields).toMatchObject({
      workerIndex: 0,
      pid: first!.pid,
    });
    await waitUntil('a new worker', () => pool.workers.length === 2);
    expect(pool.getWorkerStats().map(({ workerId, pid }) => [workerId, pid === first!.pid])).toEqual([
      [0, false],
      [1, false],
    ]);
    expect([pool.workers[1]!.pid, router.closed]).toEqual([second!.pid, false]);
    await expect(pool.workers[0]!.takeRouter(newMeeting())).resolves.toHaveProperty('closed', false);
  });

  it('POOL-7: a worker that hangs is killed and started again (003-14)', async () => {
    await start(1);
    const { pid } = pool.workers[0]!;
    process.kill(pid, 'SIGSTOP');
    await waitUntil('a new worker', () => pool.workers[0] !== undefined && pool.workers[0].pid !== pid);
    expect(died).toEqual([{ index: 0, pid }]);
  });

  it('POOL-7: a worker that gets a tenth of its time, and answers late, is not killed', async () => {
    await start(1, {}, { workerSilenceMs: 2_000 });
    const [worker] = pool.workers;
    let running = 0;
    for (let from = performance.now(); performance.now() - from < 3_000; running += 1) {
      process.kill(worker!.pid, 'SIGSTOP');
      await pass(200);
      process.kill(worker!.pid, 'SIGCONT');
      await pass(20);
    }
    expect(running).toBeGreaterThan(5);
    expect(died).toEqual([]);
    expect(pool.workers).toEqual([worker]);
  });

  it('POOL-8: a worker that keeps dying is given up, and it is said that none is left (004-89)', async () => {
    await start(1);
    await killUntilGivenUp();
    expect(pool.givenUp).toEqual([0]);
    expect(pool.workers).toEqual([]);
    expect([allGivenUp, died.length]).toEqual([1, 6]);
    expect(() => pool.getLeastLoadedWorker()).toThrow('serverFull');
    expect(log.lines.find(({ message }) => message === 'worker given up')?.fields).toMatchObject({
      workerIndex: 0,
      deaths: 6,
      nextTryInMs: defaultLimits.workerRestMs,
    });
  });

  it('POOL-13: one that was given up is tried again after a rest, while the others go on', async () => {
    await start(2, {}, { workerRestMs: 200 });
    const other = pool.workers[1]!.pid;
    await killUntilGivenUp();
    await waitUntil('the worker after its rest', () => pool.workers.length === 2);
    expect([pool.givenUp, allGivenUp, pool.workers[1]!.pid]).toEqual([[], 0, other]);
    process.kill(pool.workers[0]!.pid, 'SIGKILL');
    await waitUntil('to be given up at once', () => pool.givenUp.length === 1);
  });

  it('POOL-9: CPU is measured (003-12)', async () => {
    await start(1);
    const [worker] = pool.workers;
    await waitUntil('a sample', () => worker!.usage !== undefined);
    expect(worker!.usage!.ru_maxrss).toBeGreaterThan(0);
    await waitUntil('a worker that works to be seen to', async () => {
      const router = await worker!.takeRouter(newMeeting());
      router.close();
      return pool.getWorkerStats()[0]!.cpuUsage > 0;
    });
  });

  it('POOL-11: each worker’s usage is logged with its pid, again and again: each is a process with memory of its own (001-13, 001-15, 001-16, 003-29, 003-30)', async () => {
    await start(2);
    const pids = pool.workers.map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(2);
    const logged = (pid: number) =>
      log.lines.filter(({ message, fields }) => message === 'worker resource usage' && fields['pid'] === pid);
    await waitUntil('two lines of each worker', () => pids.every((pid) => logged(pid).length >= 2));
    expect(logged(pids[1]!).at(-1)?.fields).toMatchObject({
      workerIndex: 1,
      usage: { ru_utime: expect.any(Number), ru_stime: expect.any(Number) },
      cpu: expect.any(Number),
    });
  });

  describe('with a binary of a test', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'convene-worker-'));
    });
    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    it('POOL-15: a binary that is missing, or that no worker starts from, is named with what to do', async () => {
      const remedy = /npm run worker:build/;
      const missing = join(folder, 'none');
      const broken = await program('broken', 'exit 3');
      for (const workerBin of [missing, broken]) {
        const failure = await start(2, { workerBin }).catch((error: unknown) => error);
        expect(String(failure)).toContain(workerBin);
        expect(String(failure)).toMatch(remedy);
      }
    });

    it('POOL-15: a binary that never says that it runs is given up waiting for', async () => {
      const workerBin = await program('silent', 'exec sleep 2');
      await expect(start(1, { workerBin }, { workerStartMs: 200 })).rejects.toThrow('does not start');
    });

    it('POOL-16: one worker that does not start leaves the others serving, and comes as soon as it can (003-31)', async () => {
      // The first start of worker 0 fails, by the port that the program finds in a file.
      const real = process.env['MEDIASOUP_WORKER_BIN'] ?? mediasoupWorkerBin;
      const first = join(folder, 'first');
      const workerBin = await program(
        'fails-once',
        `case "$*" in *rtcMinPort=$(cat ${first} || echo none)*) rm ${first}; exit 3;; esac; exec ${real} "$@"`,
      );
      const firstPort = await freeRtcPorts(2, WIDTH);
      await writeFile(first, String(firstPort + 1));
      await start(2, { workerBin }, { firstPort });
      expect(pool.workers.map(({ index }) => index)).toContain(1);
      await expect(take()).resolves.toHaveProperty('closed', false);
      await waitUntil('worker 0', () => pool.workers.length === 2);
      expect(log.lines.some(({ message }) => message === 'worker did not start')).toBe(true);
    });

    const program = async (name: string, body: string) => {
      const path = join(folder, name);
      await writeFile(path, `#!/bin/sh\n${body}\n`);
      await chmod(path, 0o755);
      return path;
    };
  });
});
