import { randomUUID } from 'node:crypto';
import { defaultLimits, MeetingId } from '@convene/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { freeRtcPorts } from '../../test/freeRtcPorts.ts';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { waitUntil } from '../../test/waitFor.ts';
import { transportOptions } from '../config.ts';
import type { MediaOptions } from './mediaOptions.ts';
import { planPorts } from './portPlan.ts';
import { WorkerPool } from './WorkerPool.ts';

const WIDTH = 4;
const newMeeting = () => MeetingId.parse(randomUUID());

describe('the worker pool', () => {
  let pool: WorkerPool;
  let died: { index: number; pid: number }[];
  let basePort: number;
  let log: RecordingLog;

  const start = async (
    workers: number,
    media: Partial<Pick<MediaOptions, 'policy' | 'spread' | 'maxConsumersPerWorker' | 'pooledRouters'>> = {},
  ) => {
    died = [];
    log = new RecordingLog();
    basePort = await freeRtcPorts(workers, WIDTH);
    pool = await WorkerPool.create({
      media: {
        ports: planPorts({ basePort, portsPerWorker: WIDTH, workers, serverIndex: 0, taken: [] }),
        listenIp: '127.0.0.1',
        announcedAddress: undefined,
        workerBin: process.env['MEDIASOUP_WORKER_BIN'],
        logLevel: 'warn',
        logTags: [],
        transport: transportOptions,
        policy: 'rooms',
        spread: false,
        maxConsumersPerWorker: 500,
        pooledRouters: 1,
        ...media,
      },
      limits: { ...defaultLimits, workerSampleMs: 50, workerUsageLogMs: 100, workerRequestMs: 500 },
      log,
      onWorkerDied: (worker) => died.push(worker),
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
  afterEach(() => {
    pool.close();
  });

  it('POOL-1: rooms go to the workers evenly, and a room that ends frees its place (003-11, 003-22, 003-23, 003-27, 003-28, 003-41)', async () => {
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

  it('POOL-4: round robin hands out the workers in turn (001-8)', async () => {
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

  it('POOL-6: a worker that dies is started again on its port; the other one goes on (003-31, 004-12)', async () => {
    await start(2);
    const [first, second] = pool.getWorkerStats();
    const router = await pool.workers[1]!.takeRouter(newMeeting());
    process.kill(first!.pid, 'SIGKILL');
    await waitUntil('the death', () => died.length === 1);
    expect(died).toEqual([{ index: 0, pid: first!.pid }]);
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

  it('POOL-8: a worker that keeps dying is given up, and the server says so', async () => {
    await start(1);
    await waitUntil('the pool to give up', () => {
      for (const { pid } of pool.workers) process.kill(pid, 'SIGKILL');
      return pool.givenUp.length > 0;
    });
    expect(pool.givenUp).toEqual([0]);
    expect(pool.workers).toEqual([]);
    expect(() => pool.getLeastLoadedWorker()).toThrow('serverFull');
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

  it('POOL-11: each worker’s usage is logged with its pid, again and again: each is a process with memory of its own (001-15, 001-16, 003-30)', async () => {
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
});
