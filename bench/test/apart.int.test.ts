import { LocalCluster, type TestMeeting, waitUntil } from '@convene/media/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeadlessParticipant } from '../src/index.ts';
import { People, streamOf, untilReceives } from './People.ts';

/** Shorter than the real ones, and longer than a busy machine may leave a process waiting. */
const LIMITS = {
  linkGraceMs: 2_000,
  linkRetryMs: 20,
  linkRetryMostMs: 200,
  linkCallMs: 1_000,
  heartbeatMs: 200,
  pipeSilentMs: 1_500,
  pipeRetryMs: 30,
  pipeRetryMostMs: 500,
  leaseMs: 1_500,
  expiredServerMs: 2_000,
  reconcileMs: 300,
  reconcileAgeMs: 1_500,
};

describe('two servers of one meeting', () => {
  const people = new People();
  let cluster: LocalCluster;
  let meeting: TestMeeting;
  let ada: HeadlessParticipant;
  let ann: HeadlessParticipant;
  let bob: HeadlessParticipant;
  let ben: HeadlessParticipant;

  beforeAll(async () => {
    cluster = await LocalCluster.start({
      servers: 2,
      relayPipes: true,
      each: { workers: 1, limits: LIMITS },
    });
  });
  /** Ada and Ann sit on the first server, Bob and Ben on the second. */
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
    ada = await join('Ada', 0);
    ann = await join('Ann', 0);
    bob = await join('Bob', 1);
    ben = await join('Ben', 1);
    await Promise.all(pairs().map(([receiver, sender]) => untilReceives([receiver, sender, 'camera'])));
    for (const index of [0, 1]) await untilLinked(index);
  });
  afterEach(() => {
    cluster.mediaBetween(0, 1).mend();
    people.closeAll();
  });
  afterAll(async () => {
    await cluster.close();
  });

  const join = (name: string, server: number) => people.join(cluster.server(server), meeting, { name });
  const pairs = () => [...across(), ...together()];
  const across = () =>
    [ada, ann].flatMap((one) =>
      [bob, ben].flatMap((other) => [[one, other] as const, [other, one] as const]),
    );
  const together = () =>
    [
      [ada, ann],
      [ann, ada],
      [bob, ben],
      [ben, bob],
    ] as const;
  const everybody = () => [ada, ann, bob, ben];
  /** Its one link is open. */
  const untilLinked = async (index: number) => {
    let links: readonly { state: string }[] = [];
    try {
      await waitUntil(`the link of server ${index}`, async () => {
        const answer = await fetch(`${cluster.server(index).url}/cluster`);
        links = ((await answer.json()) as { links: { state: string }[] }).links;
        return links.map(({ state }) => state).join() === 'open';
      });
    } catch (error) {
      throw new Error(JSON.stringify(links), { cause: error });
    }
  };
  const framesOf = (receiver: HeadlessParticipant, sender: HeadlessParticipant) =>
    streamOf(receiver, sender, 'camera')?.frames ?? 0;
  const tileOf = (receiver: HeadlessParticipant, sender: HeadlessParticipant) =>
    receiver.snapshot.participants.find(({ name }) => name === sender.name)?.connection;
  /** Who sits where, and by which peer: nobody was placed anew when it stays the same. */
  const seats = () =>
    cluster.installation.query(
      `SELECT id, seat_epoch, current_peer_id, server_id, router_id FROM participant
        WHERE meeting_id = $1 ORDER BY id`,
      [meeting.meetingId],
    );
  const openPipes = async () => {
    const rows = await cluster.installation.query(
      `SELECT id FROM pipe WHERE state = 'open' AND producer_id IS NULL AND meeting_id = $1`,
      [meeting.meetingId],
    );
    return rows.length;
  };
  const pipeTransports = () =>
    cluster.servers
      .flatMap(({ server }) => server.pool.workers.flatMap(({ routers }) => routers))
      .filter(({ meetingId }) => meetingId === meeting.meetingId)
      .flatMap(({ transports }) => transports.filter(({ transport }) => transport.type === 'pipe'));

  /** Everybody receives everybody, and more than before. */
  const untilAllFlows = async () => {
    const before = new Map(pairs().map((pair) => [pair, framesOf(...pair)]));
    for (const [[receiver, sender], frames] of before) {
      await waitUntil(`${sender.name} at ${receiver.name}`, () => framesOf(receiver, sender) > frames);
    }
  };

  const breaks = [
    ['refused', () => cluster.cutLinks()],
    ['silent', () => cluster.silenceLinks()],
  ] as const;

  it.each(breaks)(
    'APART-4 (DESIGN §6): kept from each other (%s), each side goes on alone, and both are one again by themselves',
    async (_, breakLinks) => {
      const before = await seats();
      expect(await openPipes()).toBe(2);
      for (const person of everybody()) person.startCounting();
      const frames = together().map((pair) => framesOf(...pair));
      breakLinks();
      cluster.mediaBetween(0, 1).cut();
      for (const [receiver, sender] of across()) {
        await waitUntil(
          `${sender.name} to be reconnecting`,
          () => tileOf(receiver, sender) === 'reconnecting',
        );
      }
      await waitUntil('the pipes to close on both servers', () => pipeTransports().length === 0);
      // Meanwhile what the rows say counts.
      await bob.setMuted(true);
      await waitUntil(
        'Bob to be muted',
        () => ada.snapshot.participants.find(({ name }) => name === 'Bob')?.muted === true,
      );
      expect(ada.snapshot.participants).toHaveLength(4);

      cluster.mendLinks();
      cluster.mediaBetween(0, 1).mend();
      for (const [receiver, sender] of across()) {
        await waitUntil(`${sender.name} to be back`, () => tileOf(receiver, sender) === 'connected');
      }
      await untilAllFlows();
      await waitUntil('both pipes in the map', async () => (await openPipes()) === 2);
      expect(await seats()).toEqual(before);
      for (const [index, [receiver, sender]] of together().entries()) {
        const stream = streamOf(receiver, sender, 'camera');
        expect(stream).toMatchObject({ lost: 0, sequenceBreaks: 0, pictureBreaks: 0 });
        expect(stream?.frames).toBeGreaterThan(frames[index]!);
      }
      expect(everybody().map(({ snapshot }) => snapshot.phase)).toEqual(
        everybody().map(() => ({ state: 'joined', connection: 'connected' })),
      );
    },
  );

  it('APART-5: when the links alone are gone, media flows for the grace; back in time, it never stops', async () => {
    const pipes = pipeTransports().map(({ transport }) => transport.id);
    for (const person of everybody()) person.startCounting();
    cluster.cutLinks();
    await waitUntil('tiles to be reconnecting', () => tileOf(ada, bob) === 'reconnecting');
    cluster.mendLinks();
    await waitUntil('tiles to be back', () => across().every((pair) => tileOf(...pair) === 'connected'));
    await untilAllFlows();
    expect(pipeTransports().map(({ transport }) => transport.id)).toEqual(pipes);
    for (const [receiver, sender] of pairs()) {
      expect(streamOf(receiver, sender, 'camera')).toMatchObject({ lost: 0, sequenceBreaks: 0 });
    }
  });

  it('PIPE-45: when the way of the packets alone is broken, the pipes are made anew until it is free', async () => {
    const before = await seats();
    const pipes = new Set(pipeTransports().map(({ transport }) => transport.id));
    cluster.mediaBetween(0, 1).cut();
    await waitUntil('other pipes', () => {
      const now = pipeTransports();
      return now.length > 0 && now.every(({ transport }) => !pipes.has(transport.id));
    });
    expect(across().map((pair) => tileOf(...pair))).toEqual(across().map(() => 'connected'));
    cluster.mediaBetween(0, 1).mend();
    await untilAllFlows();
    const healed = pipeTransports().map(({ transport }) => transport.id);
    await untilAllFlows();
    expect(pipeTransports().map(({ transport }) => transport.id)).toEqual(healed);
    expect(await seats()).toEqual(before);
  });

  it('PIPE-46: pictures cross a slow wire that loses one packet in ten; what is lost is sent again', async () => {
    for (const person of everybody()) person.startCounting();
    cluster.mediaBetween(0, 1).degrade({ lossRatio: 0.1, delayMs: 20, jitterMs: 10 });
    const before = across().map((pair) => framesOf(...pair));
    await waitUntil('many pictures', () =>
      across().every((pair, index) => framesOf(...pair) > before[index]! + 15),
    );
    cluster.mediaBetween(0, 1).mend();
    await untilAllFlows();
    await waitUntil('nothing to be missing', () =>
      across().every(([receiver, sender]) => streamOf(receiver, sender, 'camera')?.lost === 0),
    );
  });

  it('LEASE-4: a lease that ended, with all rows of its server, closes no pipe whose link is up; then all is written again', async () => {
    const [one, two] = [cluster.server(0), cluster.server(1)];
    const before = await seats();
    const { epoch } = one.server;
    const pipes = pipeTransports().map(({ transport }) => transport.id);
    for (const person of everybody()) person.startCounting();
    one.relay!.cut();
    await waitUntil('its row to be removed by the other server', async () => {
      return (await cluster.database.servers.get(one.serverId)) === undefined;
    });
    await untilAllFlows();
    expect(across().map((pair) => tileOf(...pair))).toEqual(across().map(() => 'connected'));
    one.relay!.mend();
    await waitUntil('the seats as they were', async () => {
      return JSON.stringify(await seats()) === JSON.stringify(before);
    });
    await waitUntil('both pipes in the map', async () => (await openPipes()) === 2);
    expect(one.server.epoch).toBe(epoch);
    expect(two.server.epoch).toBeDefined();
    expect(pipeTransports().map(({ transport }) => transport.id)).toEqual(pipes);
    for (const [receiver, sender] of pairs()) {
      expect(streamOf(receiver, sender, 'camera')).toMatchObject({ lost: 0, sequenceBreaks: 0 });
    }
  });

  it('APART-6: when the last one on a server leaves, the room lives on for those on the other', async () => {
    bob.startCounting();
    ben.startCounting();
    await ada.leave();
    await ann.leave();
    await waitUntil('the two', () => bob.snapshot.participants.length === 2);
    await waitUntil('the end of the part', async () => {
      const { meetingId } = meeting;
      const { serverId } = cluster.server(0);
      return !(await cluster.database.rooms.hasServerPart({ meetingId, serverId }));
    });
    await waitUntil('no pipe', () => pipeTransports().length === 0);
    const frames = [framesOf(bob, ben), framesOf(ben, bob)];
    await waitUntil('more pictures', () => framesOf(bob, ben) > frames[0]! + 5);
    for (const [receiver, sender] of [
      [bob, ben],
      [ben, bob],
    ] as const) {
      expect(streamOf(receiver, sender, 'camera')).toMatchObject({ lost: 0, sequenceBreaks: 0 });
    }
    expect(bob.snapshot.phase).toEqual({ state: 'joined', connection: 'connected' });
    const eve = await join('Eve', 0);
    await untilReceives([eve, bob, 'camera']);
    await untilReceives([ben, eve, 'camera']);
  });
});
