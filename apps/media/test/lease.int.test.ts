import { randomUUID } from 'node:crypto';
import { UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import type { LocalServer } from './LocalServer.ts';
import { send, Sittings } from './Sittings.ts';
import { waitFor, waitUntil } from './waitFor.ts';

const LIMITS = {
  databaseMs: 1_500,
  heartbeatMs: 100,
  leaseMs: 500,
  expiredServerMs: 1_000,
  linkGraceMs: 500,
  linkRetryMs: 20,
  linkRetryMostMs: 200,
};

describe('a server that has lost the database, and not its people', () => {
  let cluster: LocalCluster;
  let meeting: TestMeeting;
  let alone: LocalServer;
  let steady: LocalServer;

  beforeAll(async () => {
    cluster = await LocalCluster.start({ servers: 2, each: { workers: 1, limits: LIMITS } });
    alone = cluster.server(0);
    steady = cluster.server(1);
  });
  beforeEach(async () => {
    // What a test before this one mended breaks the connections that were on their way.
    const [{ now } = {}] = await cluster.installation.query('SELECT now()', []);
    await waitUntil('both servers to reach the database', async () => {
      const heard = await cluster.installation.query('SELECT FROM media_server WHERE heartbeat_at > $1', [
        now,
      ]);
      return heard.length === 2;
    });
    meeting = await cluster.createMeeting();
  });
  afterAll(async () => {
    await cluster.close();
  });

  const sit = (...[index, name, options]: Parameters<Sittings['sit']>) =>
    new Sittings(cluster, meeting).sit(index, name, options);
  const removed = () =>
    waitUntil('its rows to be removed', async () => {
      return (await cluster.database.servers.get(alone.serverId)) === undefined;
    });
  const rosterOn = ({ server }: LocalServer) =>
    server.rooms.all.find((room) => room.meeting.meetingId === meeting.meetingId)?.gathering.roster;
  const seatOf = async (participantId: string) => {
    const [row] = await cluster.installation.query(
      'SELECT seat_epoch, current_peer_id, server_id FROM participant WHERE id = $1',
      [participantId],
    );
    return row;
  };

  it('LEASE-1, LEASE-3: has no lease after its end, whoever asks; back, it has its epoch, and its people theirs', async () => {
    const [ada, bob] = [await sit(0, 'Ada'), await sit(1, 'Bob')];
    const producerId = await send(ada, 'microphone');
    await ada.client.trpc.pauseProducer.mutate({ producerId });
    const { epoch } = alone.server;
    const before = await waitFor('the seat', () => seatOf(ada.joined.self.participantId));
    alone.relay!.cut();
    await waitUntil('its lease to end', async () => {
      return (await cluster.database.servers.get(alone.serverId))?.live === false;
    });
    await removed();
    expect(bob.client.eventsOf('peerClosed')).toEqual([]);
    // It takes nobody meanwhile, and those whom it has go on.
    await ada.client.trpc.rename.mutate({ name: 'Ada L' });
    await waitUntil('the name on the other server', () =>
      bob.client.eventsOf('participantUpdated').some(({ participant }) => participant.name === 'Ada L'),
    );
    alone.relay!.mend();
    await waitUntil('the seat as it was', async () => {
      return JSON.stringify(await seatOf(ada.joined.self.participantId)) === JSON.stringify(before);
    });
    expect(alone.server.epoch).toBe(epoch);
    const rows = () => cluster.installation.query('SELECT paused FROM producer WHERE id = $1', [producerId]);
    await waitUntil('the muted producer', async () => (await rows())[0]?.['paused'] === true);
    expect([ada, bob].flatMap(({ client }) => client.eventsOf('closed'))).toEqual([]);
    expect(bob.client.eventsOf('peerClosed')).toEqual([]);
  });

  it('LEASE-5: hears over its link that a seat of its people was taken on another server; the older peer ends', async () => {
    const userId = UserId.parse(randomUUID());
    const [ada, bob] = [await sit(0, 'Ada', { userId }), await sit(0, 'Bob')];
    await sit(1, 'Eve');
    await waitUntil('Eve on the first server', () => rosterOn(alone)?.participants.length === 3);
    alone.relay!.cut();
    const again = await sit(1, 'Ada', { userId, input: { takeOver: true } });
    expect(again.joined.self.seatEpoch).toBe(ada.joined.self.seatEpoch + 1);
    expect(await ada.client.waitForEvent('closed')).toMatchObject({ reason: 'takenOver' });
    expect(bob.client.eventsOf('closed')).toEqual([]);
    for (const local of [alone, steady]) {
      expect(rosterOn(local)?.participants).toHaveLength(3);
      expect(rosterOn(local)?.isCurrent(again.joined.self.peerId, again.joined.self.participantId)).toBe(
        true,
      );
    }
    alone.relay!.mend();
    await waitUntil('Bob in the map again', async () => {
      return (await seatOf(bob.joined.self.participantId))?.['server_id'] === alone.serverId;
    });
    expect(await seatOf(ada.joined.self.participantId)).toMatchObject({
      seat_epoch: again.joined.self.seatEpoch,
      current_peer_id: again.joined.self.peerId,
      server_id: steady.serverId,
    });
  });

  it('LEASE-6: without its link either, it hears of it when it is back, and its rows do not win over the younger ones', async () => {
    const userId = UserId.parse(randomUUID());
    const [ada, bob] = [await sit(0, 'Ada', { userId }), await sit(0, 'Bob')];
    const eve = await sit(1, 'Eve');
    await waitUntil('Eve on the first server', () => rosterOn(alone)?.participants.length === 3);
    alone.relay!.cut();
    cluster.cutLinks();
    await removed();
    // Lease and link are both gone: for the others that server is.
    await waitUntil('its people to be gone', () => eve.client.eventsOf('peerClosed').length === 2);
    const again = await sit(1, 'Ada', { userId });
    expect(again.joined.self.seatEpoch).toBe(ada.joined.self.seatEpoch + 1);
    expect(ada.client.eventsOf('closed')).toEqual([]);
    alone.relay!.mend();
    cluster.mendLinks();
    expect(await ada.client.waitForEvent('closed')).toMatchObject({ reason: 'takenOver' });
    await waitUntil('Bob to be back', () => {
      const people = rosterOn(steady)?.participants ?? [];
      return people.some(({ peerId, connection }) => {
        return peerId === bob.joined.self.peerId && connection === 'connected';
      });
    });
    expect(eve.client.eventsOf('newPeer').map(({ peerId }) => peerId)).toContain(bob.joined.self.peerId);
    expect(await seatOf(ada.joined.self.participantId)).toMatchObject({
      seat_epoch: again.joined.self.seatEpoch,
      current_peer_id: again.joined.self.peerId,
      server_id: steady.serverId,
    });
    expect(bob.client.eventsOf('closed')).toEqual([]);
    for (const local of [alone, steady]) {
      await waitUntil('everybody', () => rosterOn(local)?.participants.length === 3);
    }
  });
});
