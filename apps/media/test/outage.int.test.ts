import { randomUUID } from 'node:crypto';
import { BROWSER_SEAT, PeerId, type PrepareOutput, ServerId, UserId } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

describe('without the database', () => {
  let local: LocalServer;
  const userId = UserId.parse(randomUUID());
  let meeting: TestMeeting;
  let ada: TestClient;
  let bob: TestClient;
  let prepared: PrepareOutput;

  beforeAll(async () => {
    local = await LocalServer.start({
      databaseRelay: true,
      limits: { databaseMs: 1_500, heartbeatMs: 200, leaseMs: 4_000, expiredServerMs: 500 },
    });
    meeting = await local.createMeeting();
    [ada, bob] = [await local.enter(meeting, { userId }), await local.enter(meeting)];
    prepared = await ada.trpc.prepare.mutate();
    await ada.joinWith(prepared.routerRtpCapabilities);
    await bob.join({ name: 'Bob' });
  });
  afterEach(() => local.relay!.mend());
  afterAll(async () => {
    await local.close();
  });

  const produce = (source: 'microphone' | 'screenAudio', mid: string) =>
    ada.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source,
      kind: 'audio',
      rtpParameters: audioParameters(mid),
      paused: false,
    });

  it('OUTAGE-1: sending, receiving and mute go on; a join says so within 2 s', async () => {
    const late = await local.enter(meeting);
    const { routerRtpCapabilities } = await late.trpc.prepare.mutate();
    local.relay!.cut();

    const { producerId } = await produce('microphone', '0');
    await bob.waitForEvent('newConsumer');
    await ada.trpc.pauseProducer.mutate({ producerId });
    expect(await bob.waitForEvent('producerPaused')).toMatchObject({ producerId });
    const started = performance.now();
    expect(await codeOf(late.joinWith(routerRtpCapabilities))).toBe('databaseUnavailable');
    expect(performance.now() - started).toBeLessThan(2_000);

    local.relay!.mend();
    await waitFor('the same join to work again by itself', () =>
      late.joinWith(routerRtpCapabilities).catch(() => undefined),
    );
    await late.trpc.leave.mutate();
  });

  it('OUTAGE-2: what was not written meanwhile is written afterwards', async () => {
    await waitUntil('the producer’s row', async () => {
      const { routers } = await local.database.distribution.read();
      return routers.some(({ producers }) => producers === 1);
    });
    await waitUntil('the seat’s row to be muted', async () => {
      const view = await local.database.meetings.readForEnter({
        slug: meeting.slug,
        userId,
        seatKey: BROWSER_SEAT,
      });
      return view?.seat?.muted === true;
    });
  });

  it('OUTAGE-4: a database that hangs is as one that is gone', async () => {
    const late = await local.enter(meeting);
    const { routerRtpCapabilities } = await late.trpc.prepare.mutate();
    local.relay!.stall();
    const started = performance.now();
    expect(await codeOf(late.joinWith(routerRtpCapabilities))).toBe('databaseUnavailable');
    expect(performance.now() - started).toBeLessThan(2_000);
    const seen = bob.eventsOf('participantUpdated').length;
    await ada.trpc.rename.mutate({ name: 'Ada L' });
    await bob.waitForEvent('participantUpdated', seen + 1);

    local.relay!.mend();
    await waitFor('the same join to work again by itself', () =>
      late.joinWith(routerRtpCapabilities).catch(() => undefined),
    );
    await late.trpc.leave.mutate();
  });

  /** Joins, and the database does it, but its answer gets lost. */
  const joinWithoutAnswer = async () => {
    const guest = UserId.parse(randomUUID());
    const isInMap = async () => {
      const { participants } = await local.database.distribution.read();
      return participants.some((participant) => participant.userId === guest);
    };
    const late = await local.enter(meeting, { userId: guest });
    const { routerRtpCapabilities } = await late.trpc.prepare.mutate();
    await waitUntil('a join of which only the answer is lost', async () => {
      local.relay!.mend();
      // Leaves a connection that the join can take: another one would not come about.
      const other = await local.enter(meeting);
      await waitFor('the database', () => other.join({ name: 'Other' }).catch(() => undefined));
      await other.trpc.leave.mutate();
      local.relay!.loseAnswers();
      expect(await codeOf(late.joinWith(routerRtpCapabilities))).toBe('databaseUnavailable');
      return isInMap();
    });
    const waitUntilGone = async () => waitUntil('the seat to be let go', async () => !(await isInMap()));
    return { late, routerRtpCapabilities, waitUntilGone };
  };

  it('OUTAGE-5: a join whose answer was lost on the way from the database is answered when asked again', async () => {
    const { late, routerRtpCapabilities, waitUntilGone } = await joinWithoutAnswer();
    local.relay!.mend();
    const joined = await waitFor('the same join to be answered', () =>
      late.joinWith(routerRtpCapabilities).catch(() => undefined),
    );
    expect(joined.self.seatEpoch).toBe(1);
    await late.trpc.leave.mutate();
    await waitUntilGone();
  });

  it('OUTAGE-6: if it is not asked again, the seat is let go with its peer', async () => {
    const { late, waitUntilGone } = await joinWithoutAnswer();
    local.relay!.mend();
    await late.trpc.leave.mutate();
    await waitUntilGone();
  });

  it('OUTAGE-7: a seat that was taken on another server while nobody could hear of it is let go', async () => {
    const guest = UserId.parse(randomUUID());
    const client = await local.enter(meeting, { userId: guest });
    const { routerRtpCapabilities } = await client.trpc.prepare.mutate();
    const joined = await waitFor('the database to be back', () =>
      client.joinWith(routerRtpCapabilities, { name: 'Guest' }).catch(() => undefined),
    );
    const other = await local.addServer();
    local.relay!.cut();
    const taken = await local.database.rooms.join({
      ...other,
      meetingId: meeting.meetingId,
      userId: guest,
      seatKey: BROWSER_SEAT,
      role: 'participant',
      name: 'Guest',
      peerId: PeerId.parse(randomUUID()),
      weight: 1,
      takeOver: true,
      spread: true,
      decision: { inputs: {}, reasons: [] },
    });
    expect(taken).toMatchObject({ outcome: 'joined', seatEpoch: joined.self.seatEpoch + 1 });
    local.relay!.mend();
    expect(await client.waitForEvent('closed')).toMatchObject({ reason: 'takenOver' });
    await local.database.servers.unregister({ id: other.serverId, epoch: other.serverEpoch });
  });

  it('OUTAGE-8: the rows of a server that does not come back are removed', async () => {
    const { serverId } = await local.addServer({ leaseMs: 1 });
    await waitUntil('the dead server’s row to go', async () => {
      const servers = await local.database.servers.list();
      return !servers.some((server) => server.serverId === serverId);
    });
    expect(await local.database.servers.get(local.server.serverId)).toMatchObject({ live: true });
  });

  it('OUTAGE-3: a server whose rows fell registers again with its epoch, and writes its live rows again', async () => {
    const { serverId, epoch } = local.server;
    await local.database.servers.unregister({ id: serverId, epoch: epoch! });
    await waitUntil('its rows', async () => {
      const { servers, participants, routers } = await local.database.distribution.read();
      return (
        servers.some((server) => server.serverId === serverId && server.epoch === epoch) &&
        participants.length === 2 &&
        routers.some(({ producers }) => producers === 1)
      );
    });
    expect([ada, bob].flatMap((client) => client.eventsOf('closed'))).toEqual([]);
  });
});

it('HOST-45: whoever goes without having heard that they wait, waits no more', async () => {
  const local = await LocalServer.start({
    databaseRelay: true,
    limits: { databaseMs: 1_500, leaseMs: 60_000, heartbeatMs: 20_000, expiredServerMs: 60_000 },
  });
  try {
    const meeting = await local.createMeeting();
    const host = await local.enter(meeting, { userId: meeting.hostUserId });
    await host.join({ name: 'Host' });
    await host.trpc.setWaitingRoom.mutate({ waitingRoom: true });
    const late = await local.enter(meeting);
    const { routerRtpCapabilities } = await late.trpc.prepare.mutate();
    const waiting = async () => {
      const room = await local.database.rooms.readElsewhere(meeting.meetingId, ServerId.parse(randomUUID()));
      return room?.door.waiting.length;
    };
    await waitUntil('a knock of which only the answer is lost', async () => {
      // Leaves a connection that the knock can take: another one would not come about.
      await host.trpc.setLocked.mutate({ locked: false });
      local.relay!.loseAnswers();
      expect(await codeOf(late.joinWith(routerRtpCapabilities))).toBe('databaseUnavailable');
      const isWritten = (await waiting()) === 1;
      local.relay!.mend();
      return isWritten;
    });
    await late.trpc.leave.mutate();
    await waitUntil('nobody before the door', async () => (await waiting()) === 0);
  } finally {
    await local.close();
  }
});
