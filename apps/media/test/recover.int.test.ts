import { randomUUID } from 'node:crypto';
import {
  type Joined,
  type PrepareOutput,
  type RenewMediaOutput,
  TransportId,
  UserId,
  wireLimits,
} from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

type Sitting = { readonly client: TestClient; readonly prepared: PrepareOutput; readonly joined: Joined };

describe('a worker that dies', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  let ada: Sitting;
  let bob: Sitting;

  beforeAll(async () => {
    local = await LocalServer.start({
      workers: 3,
      limits: {
        leavingMs: 1_000,
        peerWithoutSocketMs: 2_000,
        heartbeatMs: 200,
        reconcileMs: 500,
        reconcileAgeMs: 1_000,
      },
    });
  });
  afterAll(async () => {
    await local.close();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    ada = await sit('Ada');
    bob = await sit('Bob');
  });
  afterEach(async () => {
    await Promise.allSettled([ada, bob].map(({ client }) => client.trpc.leave.mutate()));
    for (const { client } of [ada, bob]) client.close();
    await waitUntil('the room to be gone', () => local.counts.rooms === 0);
  });

  const sit = async (name: string): Promise<Sitting> => {
    const client = await local.enter(meeting);
    const prepared = await client.trpc.prepare.mutate();
    return { client, prepared, joined: await client.joinWith(prepared.routerRtpCapabilities, { name }) };
  };
  const speak = async (
    { client }: Sitting,
    { transportId }: { transportId: TransportId },
    paused = false,
  ) => {
    const { producerId } = await client.trpc.produce.mutate({
      transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused,
    });
    return producerId;
  };
  const room = () => local.server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId)!;
  const routerOf = ({ joined }: Sitting) =>
    room().members.find(({ peer }) => peer.peerId === joined.self.peerId)?.peer.session?.media.router;
  /** Their worker, with all who sit on it. */
  const kill = (of: Sitting) => {
    const router = routerOf(of);
    if (router === undefined) throw new Error('on no worker');
    process.kill(router.place.pid, 'SIGKILL');
  };
  const lostBy = async ({ client }: Sitting, nth = 1) => client.waitForEvent('mediaLost', nth);
  const renew = async ({ client }: Sitting, lost: TransportId, change = {}): Promise<RenewMediaOutput> =>
    client.trpc.renewMedia.mutate({ lost, muted: false, cameraOff: false, ...change });

  it('RECOVER-21: who sat on it sits on, is told what was lost, and gets other transports over the same socket', async () => {
    const lost = ada.prepared.recvTransport.transportId;
    kill(ada);
    expect(await lostBy(ada)).toEqual({ type: 'mediaLost', reason: 'workerDied', transportId: lost });
    const { transports } = await renew(ada, lost);
    expect(transports.recvTransport.transportId).not.toBe(lost);
    expect(routerOf(ada)?.closed).toBe(false);
    expect(ada.client.eventsOf('closed')).toEqual([]);
    const member = room().members.find(({ peer }) => peer.peerId === ada.joined.self.peerId);
    expect(member?.seat.info).toMatchObject({ seatEpoch: 1, connection: 'connected' });
    await ada.client.trpc.rename.mutate({ name: 'Ada L.' });
  });

  it('RECOVER-22: the others see her reconnecting, and her streams go on by other producers, each consumer in its place', async () => {
    const sent = await speak(ada, ada.prepared.sendTransport);
    const { consumer } = await bob.client.waitForEvent('newConsumer');
    kill(ada);
    await Promise.all([lostBy(ada), lostBy(bob)]);
    const seen = () =>
      bob.client.eventsOf('participantUpdated').map(({ participant }) => participant.connection);
    await waitUntil('Bob to see her reconnecting', () => seen().includes('reconnecting'));
    const [hers] = await Promise.all([
      renew(ada, ada.prepared.recvTransport.transportId),
      renew(bob, bob.prepared.recvTransport.transportId),
    ]);
    expect(bob.client.eventsOf('producerClosed')).toEqual([]);
    const again = await speak(ada, hers.transports.sendTransport);
    const next = await bob.client.waitForEvent('newConsumer', 2);
    expect(next.consumer).toMatchObject({ streamId: consumer.streamId, producerId: again });
    expect(await bob.client.waitForEvent('producerClosed')).toMatchObject({ producerId: sent });
    const order = bob.client.events.map(({ event }) => event.type);
    expect(order.lastIndexOf('newProducer')).toBeLessThan(order.indexOf('producerClosed'));
    await waitUntil('Bob to see her connected', () => seen().at(-1) === 'connected');
  });

  it('RECOVER-22: what is not sent again is over a while after its person is back', async () => {
    const sent = await speak(ada, ada.prepared.sendTransport);
    kill(ada);
    await Promise.all([lostBy(ada), lostBy(bob)]);
    // Bob sat there as well: who does not ask for other media is closed, and hears nothing more.
    await Promise.all([ada, bob].map((one) => renew(one, one.prepared.recvTransport.transportId)));
    expect(await bob.client.waitForEvent('producerClosed')).toMatchObject({ producerId: sent });
  });

  it('RECOVER-23: asked again for the same loss it is made good once; another transport is none of hers', async () => {
    kill(ada);
    const { transportId } = (await lostBy(ada), ada.prepared.recvTransport);
    const first = await renew(ada, transportId);
    const again = await renew(ada, transportId, { muted: true });
    expect(again.transports.recvTransport).toEqual(first.transports.recvTransport);
    const member = room().members.find(({ peer }) => peer.peerId === ada.joined.self.peerId);
    expect(member?.seat.info).toMatchObject({ muted: true, cameraOff: false });
    expect(await codeOf(renew(ada, TransportId.parse(randomUUID())))).toBe('transportNotFound');
    // Given up by the client itself: nothing has died.
    const third = await renew(ada, first.transports.recvTransport.transportId);
    expect(third.transports.recvTransport.transportId).not.toBe(first.transports.recvTransport.transportId);
    expect(ada.client.eventsOf('mediaLost')).toHaveLength(1);
    await waitUntil('the transports of two people', () => local.transportsOf(meeting) <= 4);
  });

  it('RECOVER-23: who gives up media that stand, again and again, is told to wait', async () => {
    let lost = ada.prepared.recvTransport.transportId;
    for (let count = 0; count < wireLimits.renewalBurst; count += 1) {
      lost = (await renew(ada, lost)).transports.recvTransport.transportId;
    }
    expect(await codeOf(renew(ada, lost))).toBe('rateLimited');
    await waitUntil('the transports of two people', () => local.transportsOf(meeting) === 4);
    kill(ada);
    await ada.client.waitForEvent('mediaLost');
    await renew(ada, lost);
  });

  it('RECOVER-23: a socket that breaks in between changes nothing', async () => {
    kill(ada);
    await lostBy(ada);
    ada.client.drop();
    const resumed = local.connect({ resumeToken: ada.joined.resumeToken });
    resumed.subscribe(ada.joined.eventId);
    const { transportId } = await resumed.waitForEvent('mediaLost');
    const before = routerOf(ada);
    expect(before).toBeUndefined();
    await renew({ ...ada, client: resumed }, transportId);
    expect(routerOf(ada)?.closed).toBe(false);
    resumed.close();
  });

  it('RECOVER-24: who does not ask is closed; who left meanwhile has left', async () => {
    kill(ada);
    await Promise.all([lostBy(ada), lostBy(bob)]);
    await bob.client.trpc.leave.mutate();
    expect(await ada.client.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'workerDied' });
  });

  it('RECOVER-25: a lobby is told, and joins with other transports', async () => {
    const client = await local.enter(meeting);
    const prepared = await client.trpc.prepare.mutate();
    client.subscribe(0);
    kill(ada);
    expect(await client.waitForEvent('mediaLost')).toMatchObject({
      transportId: prepared.recvTransport.transportId,
    });
    const { transports } = await client.joinWith(prepared.routerRtpCapabilities, { name: 'Eve' });
    expect(transports).toBeDefined();
    await client.trpc.leave.mutate();
    client.close();
  });

  it('RECOVER-25: who is moved while they have no media leaves nothing behind', async () => {
    const userId = UserId.parse(randomUUID());
    const client = await local.enter(meeting, { userId });
    const { self } = await client.join({ name: 'Eve' });
    kill(ada);
    await client.waitForEvent('mediaLost');
    const next = await local.enter(meeting, { userId, change: { predecessor: self.peerId } });
    const moved = await next.join({ name: 'Eve', heldSeatEpoch: self.seatEpoch });
    expect(moved.self).toMatchObject({ participantId: self.participantId, seatEpoch: self.seatEpoch + 1 });
    expect(await client.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'replaced' });
    expect(room().gathering.leaving.all).toEqual([]);
    await next.trpc.leave.mutate();
    next.close();
    client.close();
  });

  it('RECOVER-26: rows say where she sits now, and why', async () => {
    const sent = await speak(ada, ada.prepared.sendTransport);
    kill(ada);
    await lostBy(ada);
    const { transports } = await renew(ada, ada.prepared.recvTransport.transportId);
    const again = await speak(ada, transports.sendTransport);
    const routerId = routerOf(ada)?.id;
    await waitUntil('her rows', async () => {
      const { participants } = await local.database.distribution.read();
      return participants.some((row) => row.peerId === ada.joined.self.peerId && row.routerId === routerId);
    });
    await waitUntil('the rows of what she sends', async () => {
      const { producers } = await local.database.map.readServer(local.server.serverId);
      const ids = producers.map(({ producerId }) => producerId);
      return ids.includes(again) && !ids.includes(sent);
    });
    const decisions = await local.database.placements.list(meeting.meetingId);
    expect(decisions.at(-1)).toMatchObject({ peerId: ada.joined.self.peerId, routerId });
  });
});
