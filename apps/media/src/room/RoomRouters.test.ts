import { randomUUID } from 'node:crypto';
import { MeetingId, RouterId } from '@convene/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { RoomRouters } from './RoomRouters.ts';

const EMPTY_MS = 100;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** All that a room asks of a router. */
class FakeRouter {
  readonly id = RouterId.parse(randomUUID());
  readonly place = { index: 0 };
  readonly counts = { transports: 1 };
  closed = false;
  readonly #listeners: (() => void)[] = [];

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const listener of this.#listeners) listener();
  }
}

async function setUp() {
  const told: string[] = [];
  const router = new FakeRouter();
  // The members that a room uses are all there.
  const asMediaRouter = router as unknown as MediaRouter;
  const routers = new RoomRouters({
    meetingId: MeetingId.parse(randomUUID()),
    log: new RecordingLog(),
    placeRouter: async () => ({
      router: asMediaRouter,
      decision: { inputs: {}, reasons: [] },
      giveBack: () => {},
    }),
    peopleOn: () => 0,
    emptyMs: EMPTY_MS,
    onTaken: () => told.push('taken'),
    onClosed: ({ id }) => told.push(id === router.id ? 'closed' : 'another closed'),
    onLost: () => told.push('lost'),
  });
  await routers.place({ receives: 0, sends: 0 });
  return { router, routers, told };
}

test('SPREAD-3: a router without a transport at two looks in a row is closed, and its row goes', async () => {
  const { router, routers, told } = await setUp();
  router.counts.transports = 0;
  vi.advanceTimersByTime(EMPTY_MS);
  router.counts.transports = 1;
  vi.advanceTimersByTime(EMPTY_MS);
  router.counts.transports = 0;
  vi.advanceTimersByTime(EMPTY_MS);
  expect([router.closed, routers.ids]).toEqual([false, [router.id]]);
  vi.advanceTimersByTime(EMPTY_MS);
  expect([router.closed, routers.ids]).toEqual([true, []]);
  expect(told).toEqual(['taken', 'closed']);
  routers.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('SPREAD-4: one that is lost with its worker is told of; one that closes with the room is not', async () => {
  const dead = await setUp();
  dead.router.close();
  expect(dead.told).toEqual(['taken', 'closed', 'lost']);
  dead.routers.close();
  const ended = await setUp();
  ended.routers.close();
  expect(ended.router.closed).toBe(true);
  expect(ended.told).toEqual(['taken']);
});
