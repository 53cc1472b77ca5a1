import { streamIdOf } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

async function joinAndSend(client: TestClient, name: string) {
  const prepared = await client.trpc.prepare.mutate();
  const joined = await client.joinWith(prepared.routerRtpCapabilities, { name });
  const { transportId } = prepared.sendTransport;
  const send = { transportId, paused: false };
  const microphone = await client.trpc.produce.mutate({
    ...send,
    source: 'microphone',
    kind: 'audio',
    rtpParameters: audioParameters(),
  });
  const camera = await client.trpc.produce.mutate({
    ...send,
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters('1', 3),
  });
  return { prepared, joined, microphone, camera };
}

describe('every way to close is told, and leaves nothing', () => {
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start({ workers: 2 });
  });
  afterAll(async () => {
    await local.close();
  });
  afterEach(async () => {
    await waitUntil('all rooms to be gone', () => local.counts.rooms === 0);
    await waitUntil('all rows to be gone', async () => {
      const { routers, participants } = await local.database.distribution.read();
      return routers.length === 0 && participants.length === 0;
    });
  });

  const peerOf = (peerId: string) => {
    const members = local.server.rooms.all.flatMap((room) => room.members);
    return members.find(({ peer }) => peer.peerId === peerId)!.peer;
  };

  it('CLOSE-6: what a worker makes for a peer that closes meanwhile is closed too, and nobody is told of it', async () => {
    meeting = await local.createMeeting();
    const [ada, bob] = [await local.enter(meeting), await local.enter(meeting)];
    await joinAndSend(bob, 'Bob');
    const before = local.counts;
    const prepared = await ada.trpc.prepare.mutate();
    const { self } = await ada.joinWith(prepared.routerRtpCapabilities);
    const peer = peerOf(self.peerId);
    const input = {
      transportId: prepared.sendTransport.transportId,
      source: 'camera',
      kind: 'video',
      rtpParameters: videoParameters('1', 3),
      paused: false,
    } as const;
    const producing = expect(peer.requests.produce(input)).rejects.toMatchObject({ code: 'wrongState' });
    peer.close('socketLost');
    await producing;
    expect(local.counts).toEqual(before);
    expect(bob.eventsOf('newProducer')).toEqual([]);
    await bob.trpc.leave.mutate();
  });

  it('CLOSE-6: the same for a consumer', async () => {
    meeting = await local.createMeeting();
    const [ada, bob] = [await local.enter(meeting), await local.enter(meeting)];
    const { camera, joined } = await joinAndSend(bob, 'Bob');
    const before = local.counts;
    const streamId = streamIdOf(joined.self.participantId, 'camera');
    const tile = {
      streamId,
      width: 320,
      height: 180,
      visible: false,
      pinned: false,
      quality: 'auto',
    } as const;
    const { self, snapshot } = await ada.join({ view: { tiles: [tile] } });
    expect(snapshot.consumers.map(({ producerId }) => producerId)).not.toContain(camera.producerId);
    const peer = peerOf(self.peerId);
    const viewing = peer.requests.setView({ tiles: [{ ...tile, visible: true }] });
    // From here on the worker is asked for the consumer.
    await new Promise((resolve) => setImmediate(resolve));
    peer.close('socketLost');
    await viewing;
    expect(local.counts).toEqual(before);
    await bob.trpc.leave.mutate();
  });

  it('CLOSE-1: a closed producer closes its consumers and is told to all (004-65, 004-66)', async () => {
    meeting = await local.createMeeting();
    const [ada, bob] = [await local.enter(meeting), await local.enter(meeting)];
    const { camera } = await joinAndSend(ada, 'Ada');
    const { snapshot } = await bob.join({ name: 'Bob' });
    const consumer = snapshot.consumers.find(({ producerId }) => producerId === camera.producerId);
    await ada.trpc.closeProducer.mutate(camera);
    expect(await bob.waitForEvent('producerClosed')).toMatchObject(camera);
    expect(await bob.waitForEvent('consumerClosed')).toMatchObject({ consumerId: consumer!.consumerId });
    expect((await bob.waitForEvent('participantUpdated')).participant.cameraOff).toBe(true);
    expect(await codeOf(ada.trpc.resumeProducer.mutate(camera))).toBe('producerNotFound');
    expect(local.counts).toMatchObject({ producers: 1, consumers: 1 });
    await Promise.all([ada.trpc.leave.mutate(), bob.trpc.leave.mutate()]);
  });

  it('CLOSE-2: 50 times joined, sent, received and left: all counts are back at zero (004-95)', async () => {
    meeting = await local.createMeeting();
    const stays = await local.enter(meeting);
    await joinAndSend(stays, 'Stays');
    const before = local.counts;
    for (let cycle = 0; cycle < 50; cycle += 1) {
      const client = await local.enter(meeting);
      await joinAndSend(client, `Guest ${cycle}`);
      await client.trpc.leave.mutate();
      client.close();
    }
    await waitUntil('the counts of before', () => JSON.stringify(local.counts) === JSON.stringify(before));
    const dumps = await Promise.all(local.server.pool.workers.map((worker) => worker.dump()));
    // What the worker itself has: one router in use and the pooled ones.
    const pooled = local.server.pool.workers.reduce((sum, worker) => sum + worker.pooledRouters, 0);
    expect(dumps.reduce((sum, dump) => sum + dump.routerIds.length, 0)).toBe(1 + pooled);
    await stays.trpc.leave.mutate();
  });

  it('CLOSE-3: when a worker is killed its people are told and keep their seats; the others notice nothing', async () => {
    const meetings = [await local.createMeeting(), await local.createMeeting()];
    const [ada, bob] = [await local.enter(meetings[0]!), await local.enter(meetings[1]!)];
    const { prepared } = await joinAndSend(ada, 'Ada');
    await joinAndSend(bob, 'Bob');
    const hit = local.server.pool.workers.find(({ routers }) =>
      routers.some(({ meetingId }) => meetingId === meetings[0]!.meetingId),
    )!;
    expect(local.server.pool.workers.map(({ roomCount }) => roomCount)).toEqual([1, 1]);
    process.kill(hit.pid, 'SIGKILL');
    const { transportId } = prepared.recvTransport;
    expect(await ada.waitForEvent('mediaLost')).toEqual({
      type: 'mediaLost',
      reason: 'workerDied',
      transportId,
    });
    await waitUntil('a new worker', () => local.server.pool.workers.length === 2);
    expect(local.server.pool.workers.map(({ pid }) => pid)).not.toContain(hit.pid);
    expect([...ada.eventsOf('closed'), ...bob.eventsOf('closed'), ...bob.eventsOf('mediaLost')]).toEqual([]);
    await bob.trpc.rename.mutate({ name: 'Robert' });
    await Promise.all([ada.trpc.leave.mutate(), bob.trpc.leave.mutate()]);
  });
});

describe('a server that closes', () => {
  it('CLOSE-4: tells its people, takes nobody, and its rows go (≤ 5 s)', async () => {
    const local = await LocalServer.start();
    const meeting = await local.createMeeting();
    const ada = await local.enter(meeting);
    await joinAndSend(ada, 'Ada');
    const token = await local.token(meeting);
    const started = performance.now();
    const closing = local.server.close();
    expect(await ada.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'serverClosing' });
    const late = local.connect({ token });
    await expect(late.trpc.prepare.mutate()).rejects.toThrow();
    await closing;
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await local.database.servers.list()).toEqual([]);
    expect((await local.database.distribution.read()).workers).toEqual([]);
    await local.close();
  });
});
