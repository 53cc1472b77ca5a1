import { randomUUID } from 'node:crypto';
import { DecisionInputs, replay } from '@convene/placement';
import { defaultLimits, MeetingId } from '@convene/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { mediaOptions } from '../../test/mediaOptions.ts';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { waitUntil } from '../../test/waitFor.ts';
import type { MediaRouter } from './MediaRouter.ts';
import type { MediaOptions } from './mediaOptions.ts';
import { type PlacedRouter, WorkerPool } from './WorkerPool.ts';

const WIDTH = 4;
const newMeeting = () => MeetingId.parse(randomUUID());

/** A meeting whose people sit where they are placed. */
class Meeting {
  readonly meetingId = newMeeting();
  readonly #pool: WorkerPool;
  readonly people = new Map<MediaRouter, number>();

  constructor(pool: WorkerPool) {
    this.#pool = pool;
  }

  async join({ receives = 0, sends = 0 } = {}): Promise<PlacedRouter> {
    const routers = [...this.people].map(([router, people]) => ({ router, people }));
    const placed = await this.#pool.placeRouter({ meetingId: this.meetingId, routers, receives, sends });
    this.people.set(placed.router, (this.people.get(placed.router) ?? 0) + 1);
    return placed;
  }
}

describe('the placement of a person on a server', () => {
  let pool: WorkerPool;
  let log: RecordingLog;

  const start = async (
    workers: number,
    media: Partial<Pick<MediaOptions, 'spread' | 'maxConsumersPerWorker' | 'pooledRouters'>> = {},
  ) => {
    log = new RecordingLog();
    pool = await WorkerPool.create({
      media: await mediaOptions(
        { workers, portsPerWorker: WIDTH },
        { maxConsumersPerWorker: 20, pooledRouters: 1, ...media },
      ),
      limits: { ...defaultLimits, workerSampleMs: 100, workerRequestMs: 1_000, workerSilenceMs: 1_000 },
      log,
      onWorkerDied: () => {},
      onAllGivenUp: () => {},
    });
  };
  afterEach(() => {
    pool.close();
  });

  it('PLACE-50: a meeting stays on its router until that worker is full, then goes on to the next (000-42, 004-93)', async () => {
    await start(3);
    const meeting = new Meeting(pool);
    const indices = [];
    for (let person = 0; person < 6; person += 1) {
      indices.push((await meeting.join({ receives: 8 })).router.place.index);
    }
    expect(indices).toEqual([0, 0, 1, 1, 2, 2]);
    await expect(meeting.join({ receives: 8 })).rejects.toMatchObject({ code: 'serverFull' });
    const told = log.lines.find(({ message }) => message === 'no worker has space');
    expect(told?.fields['reasons']).toEqual(pool.workers.map(({ workerId }) => `${workerId} full`));
  });

  it('PLACE-24: what is given back is free at once, on each worker on which it was reserved', async () => {
    await start(2);
    const meeting = new Meeting(pool);
    await meeting.join({ receives: 1 });
    await meeting.join({ receives: 18 });
    const { router, giveBack } = await meeting.join({ receives: 5, sends: 2 });
    expect(router.place.index).toBe(1);
    expect(pool.workers.map(({ reserved }) => reserved)).toEqual([23, 5]);
    giveBack();
    expect(pool.workers.map(({ reserved }) => reserved)).toEqual([19, 0]);
  });

  it('PLACE-24: consumers that have appeared are reserved no more', async () => {
    await start(1);
    const meeting = new Meeting(pool);
    const { router } = await meeting.join({ receives: 3 });
    const transport = await router.createTransport();
    await router.channels.consumeOn(transport, {
      label: 'chat',
      subchannel: router.channels.takeSubchannel(),
    });
    // Data channels are no consumers.
    expect(pool.workers[0]!.reserved).toBe(3);
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc: 1 }],
        rtcp: { cname: 'c' },
      },
    });
    const { rtpCapabilities } = router;
    await transport.consume({
      producerId: producer.id,
      rtpCapabilities: rtpCapabilities as Parameters<typeof transport.consume>[0]['rtpCapabilities'],
      paused: true,
    });
    expect(pool.workers[0]).toMatchObject({ reserved: 2, consumers: 1 });
  });

  it('PLACE-21: people who come to a meeting at the same moment get one router, also where none was pooled (X5)', async () => {
    await start(2, { pooledRouters: 0 });
    const meeting = new Meeting(pool);
    const placed = await Promise.all(Array.from({ length: 10 }, () => meeting.join()));
    expect(new Set(placed.map(({ router }) => router.id)).size).toBe(1);
    expect(pool.getWorkerStats().map(({ roomCount }) => roomCount)).toEqual([1, 0]);
    placed[0]!.router.close();
    expect(pool.getWorkerStats().map(({ roomCount }) => roomCount)).toEqual([0, 0]);
  });

  it('PLACE-27: rooms whose routers are still being made count already: 40 in one moment are 10 on each worker', async () => {
    await start(4, { pooledRouters: 0, maxConsumersPerWorker: 500 });
    await Promise.all(Array.from({ length: 40 }, () => new Meeting(pool).join()));
    expect(pool.getWorkerStats().map(({ roomCount }) => roomCount)).toEqual([10, 10, 10, 10]);
  });

  it('PLACE-25: with PLACEMENT_SPREAD each next person of a meeting sits on another worker', async () => {
    await start(3, { spread: true });
    const meeting = new Meeting(pool);
    const indices = [];
    for (let person = 0; person < 6; person += 1) indices.push((await meeting.join()).router.place.index);
    expect(indices).toEqual([0, 1, 2, 0, 1, 2]);
    expect(meeting.people.size).toBe(3);
  });

  it('PLACE-51: a worker that hangs or dies while it makes the router is passed over', async () => {
    await start(2, { pooledRouters: 0 });
    const [first] = pool.getWorkerStats();
    process.kill(first!.pid, 'SIGSTOP');
    const { router, decision } = await new Meeting(pool).join();
    expect(router.place.index).toBe(1);
    expect(decision.reasons[0]).toMatch(/ closed$/);
    await waitUntil('the hung worker to be replaced', () =>
      pool.workers.some(({ index, pid }) => index === 0 && pid !== first!.pid),
    );
    expect((await new Meeting(pool).join()).router.place.index).toBe(0);
  });

  it('PLACE-40: each decision replays to the worker that it led to', async () => {
    await start(3);
    const placed: PlacedRouter[] = [];
    for (let n = 0; n < 5; n += 1) {
      const meeting = new Meeting(pool);
      for (let person = 0; person < 2; person += 1)
        placed.push(await meeting.join({ receives: 3, sends: 1 }));
    }
    for (const { router, decision } of placed) {
      const stored = DecisionInputs.parse(JSON.parse(JSON.stringify(decision.inputs)));
      expect(replay(stored)).toEqual({ chosen: router.place.workerId, reasons: decision.reasons });
    }
  });

  it('POOL-12: the least loaded worker is the one that the next room gets (003-26)', async () => {
    await start(2);
    expect(pool.getLeastLoadedWorker().index).toBe(0);
    await new Meeting(pool).join();
    expect(pool.getLeastLoadedWorker().index).toBe(1);
    expect((await new Meeting(pool).join()).router.place.index).toBe(1);
  });
});
