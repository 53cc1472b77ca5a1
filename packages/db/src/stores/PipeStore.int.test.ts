import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Fixture, newId, type TestServer } from '../../test/Fixture.ts';
import type { MeetingRow } from '../rows/meeting.ts';
import type { PipeRow, PipesWritten } from './PipeStore.ts';

let fixture: Fixture;
let here: TestServer;
let there: TestServer;
let meeting: MeetingRow;
let source: Awaited<ReturnType<Fixture['joinAndProduce']>>;
let target: Awaited<ReturnType<Fixture['joinAndProduce']>>;

beforeAll(async () => {
  fixture = await Fixture.create();
  [here, there] = await Promise.all([fixture.addServer(), fixture.addServer()]);
});
beforeEach(async () => {
  meeting = await fixture.addMeeting();
  source = await fixture.joinAndProduce(meeting.id, there);
  target = await fixture.joinAndProduce(meeting.id, here);
});
afterAll(() => fixture.close());

const pair = (state: PipeRow['state'] = 'open'): PipeRow => ({
  sourceRouterId: source.routerId,
  targetRouterId: target.routerId,
  producerId: null,
  state,
});
const piped = (state: PipeRow['state'] = 'open'): PipeRow => ({
  ...pair(state),
  producerId: source.producer.producerId,
});
const replace = async (...pipes: PipeRow[]): Promise<PipesWritten> =>
  fixture.db.pipes.replace({ serverId: here.id, meetingId: meeting.id, pipes });
const shown = async () =>
  (await fixture.db.distribution.read()).pipes.filter(({ meetingId }) => meetingId === meeting.id);

test('DB-45: a server writes the pairs and piped producers that end on it, and takes them away', async () => {
  expect(await replace(pair('connecting'), piped('connecting'))).toEqual({
    written: 2,
    removed: 0,
    missing: 0,
  });
  const ids = { sourceRouterId: source.routerId, targetRouterId: target.routerId };
  expect(await shown()).toMatchObject([{ ...ids, state: 'connecting', producers: 0 }]);
  expect(await replace(pair(), piped())).toEqual({ written: 2, removed: 0, missing: 0 });
  expect(await shown()).toMatchObject([{ ...ids, state: 'open', producers: 1 }]);
  expect(await replace(pair(), piped())).toEqual({ written: 0, removed: 0, missing: 0 });
  expect(await replace(pair('broken'))).toEqual({ written: 1, removed: 1, missing: 0 });
  expect(await shown()).toMatchObject([{ state: 'broken', producers: 0 }]);
  expect(await replace()).toEqual({ written: 0, removed: 1, missing: 0 });
  expect(await shown()).toEqual([]);
});

test('DB-45: a pair of the other direction is another server’s, and stays', async () => {
  const back = { sourceRouterId: target.routerId, targetRouterId: source.routerId };
  await fixture.db.pipes.replace({
    serverId: there.id,
    meetingId: meeting.id,
    pipes: [{ ...pair(), ...back }],
  });
  await replace(pair());
  expect(await shown()).toHaveLength(2);
  expect(await replace()).toMatchObject({ removed: 1 });
  expect(await shown()).toMatchObject([back]);
});

test('DB-46: a pipe whose router or producer has no row waits for it', async () => {
  const unknown = { ...piped(), producerId: newId.producer() };
  expect(await replace(pair(), unknown)).toEqual({ written: 1, removed: 0, missing: 1 });
  expect(await replace({ ...pair(), sourceRouterId: newId.router() })).toMatchObject({
    missing: 1,
    removed: 1,
  });
  // Nor does a server write pipes that end elsewhere.
  const elsewhere = { sourceRouterId: target.routerId, targetRouterId: source.routerId };
  expect(await replace({ ...pair(), ...elsewhere })).toEqual({ written: 0, removed: 0, missing: 1 });
});

test('DB-46: a producer that goes while its pipe is written takes the row with it, or leaves none', async () => {
  for (let round = 0; round < 40; round += 1) {
    const { producer } = await fixture.joinAndProduce(meeting.id, there);
    const ids = {
      sourceRouterId: producer.routerId,
      targetRouterId: target.routerId,
      state: 'open',
    } as const;
    const pipes = [
      { ...ids, producerId: null },
      { ...ids, producerId: producer.producerId },
    ];
    // Side by side, in either order.
    await Promise.all([
      replace(...pipes),
      fixture.db.producers.remove(producer.producerId),
      replace(...pipes),
      fixture.db.rooms.removeRouter(producer.routerId),
    ]);
  }
  expect(await shown()).toEqual([]);
});
