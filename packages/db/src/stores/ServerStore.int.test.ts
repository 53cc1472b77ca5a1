import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServerTrouble } from '../rows/server.ts';
import { Fixture, newId, type TestServer } from '../../test/Fixture.ts';

let fixture: Fixture;
let server: TestServer;

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.query('TRUNCATE media_server, meeting, "user" CASCADE');
  server = await fixture.addServer();
});

/** Counts of the tables whose rows belong to servers. */
async function serverRows() {
  const tables = ['media_server', 'worker', 'router', 'peer', 'producer', 'pipe', 'room_server'];
  const counts = await Promise.all(tables.map(async (table) => [table, await fixture.count(table)] as const));
  return Object.fromEntries(counts);
}

/** Two servers with a person each in one room, and a pipe between their routers with one producer on it. */
async function spreadRoom() {
  const meeting = await fixture.addMeeting();
  const other = await fixture.addServer();
  const ann = await fixture.joinAndProduce(meeting.id, server);
  const bob = await fixture.joinAndProduce(meeting.id, other);
  for (const producerId of [null, ann.producer.producerId]) {
    await fixture.query(
      `INSERT INTO pipe (id, meeting_id, source_router_id, target_router_id, source_server_id, target_server_id, producer_id)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)`,
      [meeting.id, ann.routerId, bob.routerId, server.id, other.id, producerId],
    );
  }
  await fixture.db.chat.append({
    meetingId: meeting.id,
    participantId: ann.joined.participantId,
    senderName: 'Ann',
    clientMessageId: crypto.randomUUID(),
    text: 'hello',
  });
  await fixture.db.audit.append({ actor: 'test', action: 'spread', details: { serverId: server.id } });
  return { meeting, other, ann, bob };
}

async function databaseAt(): Promise<number> {
  const [row] = await fixture.query('SELECT milliseconds(clock_timestamp()) AS at');
  return Number(row!['at']);
}

const afterFall = { media_server: 1, worker: 1, router: 1, peer: 1, producer: 1, pipe: 0, room_server: 1 };

describe('register', () => {
  test('DB-1: a start clears what an earlier process of the server left, and has a higher epoch (000-3..8)', async () => {
    const { other, bob } = await spreadRoom();
    const again = await fixture.addServer({ id: server.id, url: 'ws://127.0.0.1:9', state: 'draining' });
    expect(again.epoch).toBeGreaterThan(server.epoch);
    expect(await serverRows()).toEqual({ ...afterFall, media_server: 2, worker: 2 });
    expect(await fixture.db.servers.get(server.id)).toMatchObject({
      epoch: again.epoch,
      url: 'ws://127.0.0.1:9',
      state: 'draining',
      load: 0,
      reserved: 0,
      live: true,
    });
    const { participants } = await fixture.db.distribution.read();
    expect(participants.map(({ peerId, serverId }) => ({ peerId, serverId }))).toEqual([
      { peerId: bob.joined.input.peerId, serverId: other.id },
    ]);
  });

  test('DB-2: the epoch grows also when the row was gone in between', async () => {
    await fixture.db.servers.unregister(server);
    expect(await fixture.db.servers.get(server.id)).toBeUndefined();
    const again = await fixture.addServer({ id: server.id });
    expect(again.epoch).toBeGreaterThan(server.epoch);
  });

  test('DB-27: a sequence that was set back gives no epoch again that a process had (000-5)', async () => {
    const setBack = () => fixture.query("SELECT setval('media_server_epoch', 1, false)");
    await setBack();
    const next = await fixture.addServer({ id: server.id });
    expect(next.epoch).toBe(server.epoch + 1);
    // Nor one that lives on with its own, whose row was lost with the sequence.
    await fixture.db.servers.unregister(next);
    await setBack();
    await fixture.db.servers.register(fixture.server({ id: next.id, epoch: next.epoch }));
    await fixture.db.servers.unregister(next);
    expect((await fixture.addServer({ id: next.id })).epoch).toBeGreaterThan(next.epoch);
  });

  test('DB-3: a process that lost its lease registers with its epoch and keeps its rows', async () => {
    await spreadRoom();
    const before = await serverRows();
    await fixture.expire(server.id);
    const { workers } = await fixture.db.distribution.read();
    const own = workers
      .filter(({ serverId }) => serverId === server.id)
      .map((w) => ({ ...w, id: w.workerId }));
    const outcome = await fixture.db.servers.register(
      fixture.server({ id: server.id, epoch: server.epoch, workers: own }),
    );
    expect(outcome).toMatchObject({ outcome: 'registered', epoch: server.epoch });
    expect(await serverRows()).toEqual(before);
    expect(await fixture.db.servers.get(server.id)).toMatchObject({ live: true, reserved: 1 });

    await fixture.db.servers.unregister(server);
    const afterwards = await fixture.db.servers.register(
      fixture.server({ id: server.id, epoch: server.epoch }),
    );
    expect(afterwards).toMatchObject({ outcome: 'registered', epoch: server.epoch });
  });

  test('DB-4: a process whose successor has registered is told so, and cannot take its row away', async () => {
    const successor = await fixture.addServer({ id: server.id });
    const outcome = await fixture.db.servers.register(fixture.server({ id: server.id, epoch: server.epoch }));
    expect(outcome).toMatchObject({ outcome: 'superseded' });
    await fixture.db.servers.unregister(server);
    const beat = { load: 0, reserved: 0, workers: [] };
    expect(await fixture.db.servers.heartbeat({ ...beat, ...server })).toEqual({ outcome: 'lost' });
    expect(await fixture.db.servers.setState({ ...server, state: 'closing' })).toBe('lost');
    expect(await fixture.db.servers.get(server.id)).toMatchObject({ epoch: successor.epoch, state: 'ready' });
  });
});

describe('heartbeat', () => {
  const worker = (id = newId.worker()) => ({ id, index: 0, pid: 12, cpu: 0.25, routers: 1, consumers: 7 });

  test('DB-5: it renews the lease by the database’s clock and writes what the server weighs', async () => {
    await fixture.expire(server.id);
    expect(await fixture.db.servers.get(server.id)).toMatchObject({ live: false });
    const beat = {
      ...server,
      load: 40,
      reserved: 3,
      state: 'draining',
      workers: [worker(server.workerId)],
    } as const;
    expect(await fixture.db.servers.heartbeat(beat)).toMatchObject({ outcome: 'ok' });
    expect(await fixture.db.servers.get(server.id)).toMatchObject({
      live: true,
      load: 40,
      reserved: 3,
      state: 'draining',
    });
    const { workers } = await fixture.db.distribution.read();
    expect(workers).toEqual([
      expect.objectContaining({ workerId: server.workerId, cpu: 0.25, consumers: 7 }),
    ]);
    await fixture.db.servers.unregister(server);
    expect(await fixture.db.servers.heartbeat(beat)).toEqual({ outcome: 'lost' });
  });

  test('DB-28: it tells the database’s clock, and writes what the server may carry and what troubles it (003-33)', async () => {
    const troubles = [
      { code: 'workersGivenUp', workers: [1] },
      { code: 'clockOff', offsetMs: -60_000 },
    ] as const;
    const before = await databaseAt();
    const beat = { ...server, load: 0, reserved: 0, workers: [], capacity: 250 };
    const answer = await fixture.db.servers.heartbeat({
      ...beat,
      troubles: troubles.map((trouble) => structuredClone(trouble) as ServerTrouble),
    });
    expect(answer.outcome === 'ok' && answer.databaseAt >= before).toBe(true);
    const read = async () =>
      (await fixture.db.distribution.read()).servers.find(({ serverId }) => serverId === server.id);
    expect(await read()).toMatchObject({ capacity: 250, troubles });
    await fixture.db.servers.heartbeat(beat);
    expect(await read()).toMatchObject({ troubles: [] });
  });

  test('DB-6: a worker that is not reported falls with its routers and producers, its peers wait for another router', async () => {
    const { ann } = await spreadRoom();
    const next = worker();
    await fixture.db.servers.heartbeat({ ...server, load: 0, reserved: 0, workers: [next] });
    expect(await serverRows()).toEqual({ ...afterFall, media_server: 2, worker: 2, peer: 2, room_server: 2 });
    const { participants, workers } = await fixture.db.distribution.read();
    expect(workers.map(({ workerId }) => workerId)).toContain(next.id);
    expect(participants.find(({ peerId }) => peerId === ann.joined.input.peerId)).toMatchObject({
      serverId: server.id,
      workerId: null,
      routerId: null,
    });
  });
});

describe('death', () => {
  test('DB-7: what was on a server falls with it; seats, decisions, chat and audit stay', async () => {
    const { meeting, ann } = await spreadRoom();
    const kept = ['participant', 'placement_decision', 'chat_message', 'audit_event', 'user', 'meeting'];
    const count = () => Promise.all(kept.map((table) => fixture.count(table)));
    const before = await count();
    await fixture.db.servers.unregister(server);
    expect(await serverRows()).toEqual(afterFall);
    expect(await count()).toEqual(before);
    const [seat] = await fixture.query(
      `SELECT server_id, worker_id, router_id, current_peer_id, left_at, last_seen_at > now() - interval '1 minute' AS kept
         FROM participant WHERE id = $1`,
      [ann.joined.participantId],
    );
    expect(seat).toEqual({
      server_id: null,
      worker_id: null,
      router_id: null,
      current_peer_id: null,
      left_at: null,
      kept: true,
    });
    const back = await fixture.join(meeting.id, await fixture.addServer(), {
      userId: ann.joined.input.userId,
    });
    expect(back).toMatchObject({ participantId: ann.joined.participantId, seatEpoch: 2, previousPeer: null });
  });

  test('DB-8: the rows of a server whose lease ran out count no more, and go after a while', async () => {
    const { meeting, other, ann, bob } = await spreadRoom();
    await fixture.expire(server.id);
    expect(await fixture.db.producers.listElsewhere(meeting.id, other.id)).toEqual([]);
    const back = await fixture.join(meeting.id, other, { userId: ann.joined.input.userId });
    expect(back).toMatchObject({ seatEpoch: 2, previousPeer: null, producersElsewhere: [] });
    expect(back.roster.map(({ peerId }) => peerId).toSorted()).toEqual(
      [back.input.peerId, bob.joined.input.peerId].toSorted(),
    );
    expect(await fixture.db.servers.removeExpired({ graceMs: 60_000 })).toEqual([]);
    expect(await fixture.db.servers.removeExpired({ graceMs: 0 })).toEqual([server.id]);
    expect((await fixture.db.servers.list()).map(({ serverId }) => serverId)).toEqual([other.id]);
    // The seat has another peer by now: the fall of the old one does not touch it.
    const { participants } = await fixture.db.distribution.read();
    expect(participants.map(({ peerId }) => peerId)).toContain(back.input.peerId);
  });

  test('DB-9: a server that lost its rows and comes back writes its live peers again, but no peer of a taken seat', async () => {
    const { meeting, other, ann } = await spreadRoom();
    const bystander = await fixture.join(meeting.id, server);
    await fixture.expire(server.id);
    await fixture.db.servers.removeExpired({ graceMs: 0 });
    const taken = await fixture.join(meeting.id, other, { userId: bystander.input.userId });

    const live = ({ input, participantId, seatEpoch }: typeof bystander) => ({
      meetingId: meeting.id,
      participantId,
      peerId: input.peerId,
      seatEpoch,
      serverId: server.id,
      serverEpoch: server.epoch,
      workerId: server.workerId,
      routerId: ann.routerId,
    });
    expect(await fixture.db.rooms.restorePeer(live(ann.joined))).toBe(false);
    const worker = { id: server.workerId, index: 0, pid: 12, cpu: 0, routers: 1, consumers: 0 };
    await fixture.db.servers.register(fixture.server({ ...server, workers: [worker] }));
    expect(await fixture.db.rooms.restorePeer(live(ann.joined))).toBe(true);
    expect(await fixture.db.rooms.restorePeer(live(ann.joined))).toBe(true);
    expect(await fixture.db.rooms.restorePeer(live(bystander))).toBe(false);
    expect(await fixture.db.producers.add(ann.producer)).toBe(true);

    const seats = new Map(
      (await fixture.db.distribution.read()).participants.map((seat) => [seat.participantId, seat]),
    );
    expect(seats.get(ann.joined.participantId)).toMatchObject({
      peerId: ann.joined.input.peerId,
      serverId: server.id,
      routerId: ann.routerId,
    });
    expect(seats.get(bystander.participantId)).toMatchObject({
      peerId: taken.input.peerId,
      serverId: other.id,
    });
    const elsewhere = await fixture.db.producers.listElsewhere(meeting.id, other.id);
    expect(elsewhere.map(({ producerId }) => producerId)).toEqual([ann.producer.producerId]);
  });
});
