import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CPU_LIMIT,
  selectWorker,
  SIMILAR_CPU,
  type WorkerCandidate,
  type WorkerPolicy,
} from './selectWorker.ts';

const NOW = 10_000;

function worker(workerId: number, overrides: Partial<WorkerCandidate> = {}): WorkerCandidate {
  const idle = {
    roomCount: 0,
    cpu: 0,
    lastUsedAt: 0,
    consumers: 0,
    reserved: 0,
    maxConsumers: 500,
    closed: false,
  };
  return { workerId, ...idle, ...overrides };
}

function chosen(candidates: readonly WorkerCandidate[], policy: 'rooms' | 'round-robin' = 'rooms') {
  const selection = selectWorker(candidates, { policy, now: NOW });
  return 'worker' in selection ? selection.worker.workerId : 'none';
}

const cases = [
  {
    name: 'PLACE-1: the worker with the fewest rooms is chosen, whatever its CPU (003-8, 003-11)',
    candidates: [worker(0, { roomCount: 2 }), worker(1, { roomCount: 1, cpu: 0.79 })],
    expected: 1,
  },
  {
    name: 'PLACE-2: with equal rooms the lower CPU decides (003-9)',
    candidates: [worker(0, { cpu: 0.5 }), worker(1, { cpu: 0.2, lastUsedAt: 9000 })],
    expected: 1,
  },
  {
    name: 'PLACE-3: with similar CPU the least recently used one is chosen (003-10)',
    candidates: [worker(0, { cpu: 0.2, lastUsedAt: 9000 }), worker(1, { cpu: 0.24, lastUsedAt: 8000 })],
    expected: 1,
  },
  {
    name: 'PLACE-3: similar is measured from the lowest CPU, not from the neighbour',
    candidates: [
      worker(0, { cpu: 0.2, lastUsedAt: 3 }),
      worker(1, { cpu: 0.24, lastUsedAt: 2 }),
      worker(2, { cpu: 0.28, lastUsedAt: 1 }),
    ],
    expected: 1,
  },
  {
    name: 'PLACE-4: candidates that are equal in all go by the order of the pool',
    candidates: [worker(0), worker(1)],
    expected: 0,
  },
  {
    name: 'PLACE-5: a closed worker is never chosen',
    candidates: [worker(0, { closed: true }), worker(1, { roomCount: 9 })],
    expected: 1,
  },
  {
    name: 'PLACE-5: a full worker is never chosen',
    candidates: [worker(0, { consumers: 500 }), worker(1, { roomCount: 9, consumers: 499 })],
    expected: 1,
  },
  {
    name: 'PLACE-9: a worker that has been busy for some seconds takes nobody, however few rooms it has',
    candidates: [worker(0, { cpu: 0.81 }), worker(1, { roomCount: 9, cpu: 0.8 })],
    expected: 1,
  },
  {
    name: 'PLACE-24: what is reserved counts like consumers',
    candidates: [worker(0, { consumers: 100, reserved: 400 }), worker(1, { roomCount: 9, reserved: 499 })],
    expected: 1,
  },
  { name: 'PLACE-5: no worker at all', candidates: [], expected: 'none' },
  {
    name: 'PLACE-5: nothing but closed and full workers',
    candidates: [worker(0, { closed: true }), worker(1, { consumers: 500 })],
    expected: 'none',
  },
] as const;

describe('selectWorker', () => {
  it.each(cases)('$name', ({ candidates, expected }) => {
    expect(chosen(candidates)).toBe(expected);
  });

  it('PLACE-6: round robin hands the workers out in turn and wraps to the first (001-5..8)', () => {
    const lastUsedAt = new Map<number, number>();
    const order = Array.from({ length: 10 }, (_, turn) => {
      const pool = [0, 1, 2, 3].map((id) =>
        // Neither rooms nor CPU count: that is what the policy is for (001-10).
        worker(id, { lastUsedAt: lastUsedAt.get(id) ?? 0, roomCount: 4 - id, cpu: id / 10 }),
      );
      const id = Number(chosen(pool, 'round-robin'));
      lastUsedAt.set(id, turn + 1);
      return id;
    });
    expect(order).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1]);
  });

  it('PLACE-6: round robin steps over a closed worker', () => {
    const pool = [worker(0, { lastUsedAt: 2 }), worker(1, { closed: true }), worker(2, { lastUsedAt: 1 })];
    expect(chosen(pool, 'round-robin')).toBe(2);
  });

  it('PLACE-7: there is one reason for each worker, and the chosen one comes last', () => {
    const pool = [
      worker(0, { closed: true }),
      worker(1, { consumers: 500 }),
      worker(2, { roomCount: 3 }),
      worker(3, { cpu: 0.4 }),
      worker(4, { lastUsedAt: 9000 }),
      worker(5, { lastUsedAt: 4000 }),
    ];
    const { reasons } = selectWorker(pool, { policy: 'rooms', now: NOW });
    expect(reasons.map(({ workerId, reason, idleMs }) => [workerId, reason, idleMs])).toEqual([
      [0, 'closed', null],
      [1, 'full', null],
      [2, 'moreRooms', null],
      [3, 'higherCpu', null],
      [4, 'usedLater', 1000],
      [5, 'leastRecentlyUsed', 6000],
    ]);
  });
});

const pools = fc.uniqueArray(
  fc.record({
    workerId: fc.nat(20),
    roomCount: fc.nat(4),
    cpu: fc.integer({ min: 0, max: 20 }).map((steps) => steps / 20),
    lastUsedAt: fc.nat(5),
    consumers: fc.nat(4),
    reserved: fc.nat(1),
    maxConsumers: fc.constant(3),
    closed: fc.boolean(),
  }),
  { selector: (candidate) => candidate.workerId, maxLength: 8 },
);

describe('selectWorker, for any pool', () => {
  const isUsable = ({ closed, cpu, consumers, reserved }: WorkerCandidate) =>
    !closed && cpu <= CPU_LIMIT && consumers + reserved < 3;

  it('PLACE-5: none is answered exactly when every worker is closed, full or busy', () => {
    fc.assert(
      fc.property(pools, fc.constantFrom<WorkerPolicy[]>('rooms', 'round-robin'), (pool, policy) => {
        const usable = pool.filter(isUsable);
        const selection = selectWorker(pool, { policy, now: NOW });
        expect('none' in selection).toBe(usable.length === 0);
        if ('worker' in selection) expect(usable).toContain(selection.worker);
      }),
    );
  });

  it('PLACE-1..3: no usable worker is better than the chosen one', () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const selection = selectWorker(pool, { policy: 'rooms', now: NOW });
        fc.pre('worker' in selection);
        const best = selection.worker;
        for (const other of pool.filter(isUsable)) {
          expect(other.roomCount).toBeGreaterThanOrEqual(best.roomCount);
          if (other.roomCount > best.roomCount) continue;
          expect(best.cpu - other.cpu).toBeLessThanOrEqual(SIMILAR_CPU);
        }
      }),
    );
  });

  it('PLACE-7: every worker has exactly one reason', () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const { reasons } = selectWorker(pool, { policy: 'rooms', now: NOW });
        const byId = (a: number, b: number) => a - b;
        expect(reasons.map(({ workerId }) => Number(workerId)).sort(byId)).toEqual(
          pool.map(({ workerId }) => workerId).sort(byId),
        );
      }),
    );
  });

  it('PLACE-8: rooms that come one after the other are spread evenly (003-11)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 40 }), (size, rooms) => {
        const pool = Array.from({ length: size }, (_, id) => ({
          ...worker(id),
          roomCount: 0,
          lastUsedAt: 0,
        }));
        for (let turn = 1; turn <= rooms; turn++) {
          const selection = selectWorker(pool, { policy: 'rooms', now: turn });
          if (!('worker' in selection)) throw new Error('no worker');
          selection.worker.roomCount += 1;
          selection.worker.lastUsedAt = turn;
        }
        const counts = pool.map(({ roomCount }) => roomCount);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
