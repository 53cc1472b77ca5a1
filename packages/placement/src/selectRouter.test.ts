import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectRouter, type SelectRouterInput } from './selectRouter.ts';
import type { WorkerCandidate } from './selectWorker.ts';
import { viewSpace } from './viewSpace.ts';

const idle = {
  roomCount: 0,
  cpu: 0,
  lastUsedAt: 0,
  consumers: 0,
  reserved: 0,
  maxConsumers: 100,
  closed: false,
};
const worker = (workerId: string, overrides: Partial<WorkerCandidate> = {}): WorkerCandidate => ({
  workerId,
  ...idle,
  ...overrides,
});

function select(
  workers: readonly WorkerCandidate[],
  input: Partial<SelectRouterInput<WorkerCandidate>> = {},
) {
  return selectRouter({
    policy: 'rooms',
    spread: false,
    now: 1000,
    workers,
    room: [],
    receives: 0,
    sends: 0,
    ...input,
  });
}

function chosen(...args: Parameters<typeof select>) {
  const selection = select(...args);
  return 'worker' in selection
    ? `${selection.isNew ? 'new on' : 'the one on'} ${selection.worker.workerId}`
    : 'none';
}

const inRoom = (...people: number[]) =>
  people.map((count, index) => ({ workerId: 'abcd'[index]!, people: count }));

describe('selectRouter', () => {
  it('PLACE-1: the first person of a room gets a router on the worker with the fewest rooms (003-8, X2)', () => {
    expect(chosen([worker('a', { roomCount: 1 }), worker('b')])).toBe('new on b');
  });

  it('PLACE-6: or, by the other policy, on the next one in turn', () => {
    const workers = [
      worker('a', { roomCount: 0, lastUsedAt: 5 }),
      worker('b', { roomCount: 9, lastUsedAt: 2 }),
    ];
    expect(chosen(workers, { policy: 'round-robin' })).toBe('new on b');
  });

  it('PLACE-20: a meeting stays on its router while its worker has space, however idle others are (004-93)', () => {
    const room = inRoom(4);
    const busy = { consumers: 80, roomCount: 7, cpu: 0.7 };
    expect(chosen([worker('a', busy), worker('b')], { room, receives: 12, sends: 2 })).toBe('the one on a');
    expect(chosen([worker('a', busy), worker('b')], { room, receives: 13, sends: 2 })).toBe('new on b');
  });

  it.each([
    ['full', worker('a', { consumers: 90 })],
    ['full with what is reserved', worker('a', { reserved: 90 })],
    ['busy', worker('a', { cpu: 0.9 })],
    ['closed', worker('a', { closed: true })],
  ])('PLACE-20: not on one whose worker is %s now (000-42, 003-34)', (_why, own) => {
    expect(chosen([own, worker('b')], { room: inRoom(3), receives: 5, sends: 2 })).toBe('new on b');
  });

  it('PLACE-21: a room’s routers are filled in the order in which they were taken', () => {
    const full = worker('a', { consumers: 100 });
    const room = inRoom(9, 2, 1);
    expect(chosen([full, worker('b'), worker('c')], { room, receives: 4 })).toBe('the one on b');
    expect(chosen([worker('a'), worker('b'), worker('c')], { room, receives: 4 })).toBe('the one on a');
  });

  it('PLACE-21: a worker that has a router of the room gets no second one', () => {
    const full = { consumers: 100 };
    const workers = [worker('a', full), worker('b', { ...full, maxConsumers: 104 })];
    // b has space for what comes without the people there, and not with them.
    expect(chosen(workers, { room: inRoom(3, 2), receives: 4, sends: 1 })).toBe('none');
  });

  it('PLACE-22: when none has space the answer names why for each', () => {
    const workers = [
      worker('a', { consumers: 100 }),
      worker('b', { closed: true }),
      worker('c', { cpu: 0.95 }),
      worker('d', { reserved: 99 }),
    ];
    const { reasons, ...rest } = select(workers, { room: inRoom(3), receives: 2, sends: 1 });
    expect(rest).toEqual({ none: true });
    expect(reasons.map(({ workerId, reason }) => `${workerId} ${reason}`)).toEqual([
      'a full',
      'b closed',
      'c busy',
      'd full',
    ]);
  });

  it('PLACE-23: what is sent counts for each person who is there, on that person’s own worker', () => {
    const selection = select([worker('a', { consumers: 90 }), worker('b'), worker('c')], {
      room: inRoom(5, 3),
      receives: 16,
      sends: 2,
    });
    expect(selection).toMatchObject({ isNew: false, worker: { workerId: 'b' } });
    expect('weights' in selection && selection.weights).toEqual([
      { workerId: 'b', consumers: 22 },
      { workerId: 'a', consumers: 10 },
    ]);
  });

  it('PLACE-25: forced apart, a new worker comes before a second person on one, then the router with the fewest', () => {
    const workers = ['a', 'b', 'c'].map((id) => worker(id));
    expect(chosen(workers, { spread: true, room: inRoom(1, 1) })).toBe('new on c');
    expect(chosen(workers, { spread: true, room: inRoom(2, 1, 1) })).toBe('the one on b');
    expect(chosen([worker('a')], { spread: true, room: inRoom(7) })).toBe('the one on a');
    // Taken for a lobby: whoever joins next sits down there.
    expect(chosen(workers, { spread: true, room: inRoom(1, 0) })).toBe('the one on b');
    const full = [worker('a'), worker('b', { consumers: 100 }), worker('c', { closed: true })];
    expect(chosen(full, { spread: true, room: inRoom(5, 1) })).toBe('the one on a');
  });

  it('PLACE-26: of a worker’s people the view keeps the hard limit, a fifth above that of admission', () => {
    expect(viewSpace({ consumers: 0, maxConsumers: 500 })).toBe(600);
    expect(viewSpace({ consumers: 590, maxConsumers: 500 })).toBe(10);
    expect(viewSpace({ consumers: 700, maxConsumers: 500 })).toBe(0);
  });
});

const questions = fc
  .record({
    policy: fc.constantFrom('rooms' as const, 'round-robin' as const),
    spread: fc.boolean(),
    now: fc.constant(1000),
    workers: fc.uniqueArray(
      fc.record({
        workerId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        roomCount: fc.nat(3),
        cpu: fc.integer({ min: 0, max: 20 }).map((steps) => steps / 20),
        lastUsedAt: fc.nat(5),
        consumers: fc.nat(12),
        reserved: fc.nat(3),
        maxConsumers: fc.constant(12),
        closed: fc.boolean(),
      }),
      { selector: ({ workerId }) => workerId },
    ),
    room: fc.uniqueArray(
      fc.record({ workerId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'gone'), people: fc.nat(3) }),
      { selector: ({ workerId }) => workerId },
    ),
    receives: fc.nat(6),
    sends: fc.nat(2),
  })
  .map((question): SelectRouterInput<WorkerCandidate> => question);

describe('selectRouter, for any workers and room', () => {
  it('PLACE-22: it finds space exactly when there is some, and passes no limit', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const fits = ({ workerId, ...load }: WorkerCandidate) => {
          const people = question.room.find((part) => part.workerId === workerId)?.people ?? 0;
          const weight = Math.max(1, question.receives + question.sends * people);
          return (
            !load.closed && load.cpu <= 0.8 && load.consumers + load.reserved + weight <= load.maxConsumers
          );
        };
        const selection = selectRouter(question);
        expect('none' in selection).toBe(!question.workers.some(fits));
        if ('worker' in selection) expect(fits(selection.worker)).toBe(true);
      }),
    );
  });

  it('PLACE-21: a new router goes to a worker that has none of the room, and only when it must or is to', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const selection = selectRouter(question);
        fc.pre('worker' in selection);
        const { worker: best, isNew } = selection;
        expect(isNew).toBe(!question.room.some(({ workerId }) => workerId === best.workerId));
        const withoutOthers = {
          ...question,
          workers: question.workers.filter(({ workerId }) =>
            question.room.some((part) => part.workerId === workerId),
          ),
        };
        if (isNew && !question.spread) expect(selectRouter(withoutOthers)).toMatchObject({ none: true });
      }),
    );
  });

  it('PLACE-7: it is the same for the same question, and names each worker once, the chosen one last', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const selection = selectRouter(question);
        expect(selectRouter(structuredClone(question))).toEqual(selection);
        const named = selection.reasons.map(({ workerId }) => workerId);
        expect(named).toHaveLength(question.workers.length);
        expect(new Set(named)).toEqual(new Set(question.workers.map(({ workerId }) => workerId)));
        if ('worker' in selection) expect(named.at(-1)).toBe(selection.worker.workerId);
      }),
    );
  });
});
