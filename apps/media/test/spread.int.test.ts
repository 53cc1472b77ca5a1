import { randomUUID } from 'node:crypto';
import { streamIdOf, UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { consumerOf, send, type Sitting, Sittings } from './Sittings.ts';
import { waitUntil } from './waitFor.ts';

describe('a room on two servers with two workers each, people forced apart', () => {
  let cluster: LocalCluster;
  let meeting: TestMeeting;

  beforeAll(async () => {
    cluster = await LocalCluster.start({
      servers: 2,
      each: { media: { spread: true }, limits: { leavingMs: 4_000, demandLowerMs: 300, pipeIdleMs: 500 } },
    });
  });
  afterAll(() => cluster.close());
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
  });

  const sit: Sittings['sit'] = (...of) => new Sittings(cluster, meeting).sit(...of);
  const idOf = ({ joined }: Sitting) => joined.self.participantId;
  const roomOn = (index: number) =>
    cluster.server(index).server.rooms.all.find((room) => room.meeting.meetingId === meeting.meetingId)!;
  const peersOf = ({ client }: Sitting, of: Sitting) =>
    client.events.flatMap(({ event }) =>
      (event.type === 'newPeer' && event.participant.participantId === idOf(of)) ||
      (event.type === 'peerClosed' && event.participantId === idOf(of))
        ? [`${event.type} ${event.peerId}`]
        : [],
    );
  it('SPREAD-2: who is placed on another worker by join than by prepare gets new transports with the answer', async () => {
    const [ada, bob] = await Promise.all([cluster.enter(0, meeting), cluster.enter(0, meeting)]);
    const prepared = [await ada.trpc.prepare.mutate(), await bob.trpc.prepare.mutate()];
    const before = cluster.server(0).counts.transports;
    const answers = [
      await ada.joinWith(prepared[0]!.routerRtpCapabilities, { name: 'Ada' }),
      await bob.joinWith(prepared[1]!.routerRtpCapabilities, { name: 'Bob' }),
    ];
    const { members, routers } = roomOn(0);
    expect(new Set(members.map(({ peer }) => peer.session?.media.router)).size).toBe(2);
    expect(routers.all).toHaveLength(2);
    for (const [index, { transports, self }] of answers.entries()) {
      const { media } = members.find(({ peer }) => peer.peerId === self.peerId)!.peer.session!;
      const told = transports ?? prepared[index]!;
      expect(told.sendTransport.transportId).toBe(media.sendTransport.id);
    }
    // Those of the lobby are closed.
    expect(cluster.server(0).counts.transports).toBe(before);
  });

  it('SPREAD-2: many who come at once take one router of each worker (X5, 004-93)', async () => {
    const sitting = await Promise.all(Array.from({ length: 8 }, (_, n) => sit(0, `Person ${n}`)));
    const { routers, members } = roomOn(0);
    expect(routers.all.map(({ place }) => place.index).toSorted((a, b) => a - b)).toEqual([0, 1]);
    const people = routers.all.map(
      (router) => members.filter(({ peer }) => peer.session?.media.router === router).length,
    );
    expect(people).toEqual([4, 4]);
    await Promise.all(sitting.map(({ client }) => client.trpc.leave.mutate()));
  });

  it('SPREAD-2: a lobby reserves nothing, and a join that does not come about gives back what it had reserved', async () => {
    const userId = UserId.parse(randomUUID());
    await send(await sit(0, 'Ada', { userId }), 'microphone');
    const reserved = () => {
      const { workers } = cluster.server(0).server.pool;
      return workers.reduce((sum, worker) => sum + worker.reserved, 0);
    };
    const before = reserved();
    const again = await cluster.enter(0, meeting, { userId });
    const { routerRtpCapabilities: rtpCapabilities } = await again.trpc.prepare.mutate();
    expect(reserved()).toBeLessThanOrEqual(before);
    const input = { name: 'Ada', rtpCapabilities, muted: false, cameraOff: false };
    expect((await again.trpc.join.mutate(input)).result).toBe('seatTaken');
    expect(reserved()).toBeLessThanOrEqual(before);
  });

  it('SPREAD-5: a stream of another worker, and of another server, comes by newConsumer under its own id (000-38, 000-31)', async () => {
    const [ada, bob, eve] = [await sit(0, 'Ada'), await sit(0, 'Bob'), await sit(1, 'Eve')];
    const producerId = await send(ada, 'microphone');
    for (const other of [bob, eve]) {
      const consumer = await consumerOf(other, producerId);
      expect(consumer).toMatchObject({ producerId, participantId: idOf(ada), source: 'microphone' });
      await other.client.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });
    }
    const late = await sit(1, 'Max');
    expect(late.joined.snapshot.streams.map((stream) => stream.producerId)).toEqual([producerId]);
    expect(late.joined.snapshot.participants.map(({ name }) => name).toSorted()).toEqual([
      'Ada',
      'Bob',
      'Eve',
      'Max',
    ]);
    await consumerOf(late, producerId);
    await ada.client.trpc.closeProducer.mutate({ producerId });
    for (const other of [bob, eve, late]) {
      expect(await other.client.waitForEvent('producerClosed')).toMatchObject({ producerId });
      await other.client.waitForEvent('consumerClosed');
      expect(other.client.eventsOf('newProducer').length).toBeLessThanOrEqual(1);
    }
  });

  it('SPREAD-8: mute, name and leaving are told on all servers, once', async () => {
    const [ada, eve] = [await sit(0, 'Ada'), await sit(1, 'Eve')];
    await ada.client.waitForEvent('newPeer');
    const producerId = await send(eve, 'microphone');
    await consumerOf(ada, producerId);
    await eve.client.trpc.pauseProducer.mutate({ producerId });
    expect(await ada.client.waitForEvent('producerPaused')).toMatchObject({ producerId });
    await eve.client.trpc.rename.mutate({ name: 'Eva' });
    await waitUntil(
      'the new name',
      () => ada.client.eventsOf('participantUpdated').at(-1)?.participant.name === 'Eva',
    );
    expect(ada.client.eventsOf('participantUpdated').at(-1)?.participant.muted).toBe(true);
    await eve.client.trpc.leave.mutate();
    expect(await ada.client.waitForEvent('peerClosed')).toMatchObject({
      participantId: idOf(eve),
      reason: 'left',
    });
    expect(ada.client.eventsOf('newPeer')).toHaveLength(1);
    expect(ada.client.eventsOf('producerPaused')).toHaveLength(1);
    expect(ada.client.eventsOf('producerClosed')).toHaveLength(1);
  });

  it('SPREAD-9: who moves to another server is never gone, and the peer that they leave goes on (MOVE-2, MOVE-4)', async () => {
    const userId = UserId.parse(randomUUID());
    const first = await sit(0, 'Ada', { userId });
    const [bob, eve] = [await sit(0, 'Bob'), await sit(1, 'Eve')];
    const before = await send(first, 'microphone');
    for (const other of [bob, eve]) {
      const { consumerId } = await consumerOf(other, before);
      await other.client.trpc.resumeConsumer.mutate({ consumerId });
    }
    const { self } = first.joined;
    const input = { heldSeatEpoch: self.seatEpoch, takeOver: true };
    const second = await sit(1, 'Ada', { userId, predecessor: self.peerId, input });
    expect(second.joined.self).toMatchObject({
      participantId: self.participantId,
      seatEpoch: self.seatEpoch + 1,
    });
    const after = await send(second, 'microphone');
    for (const other of [bob, eve]) {
      const old = await consumerOf(other, before);
      expect(await consumerOf(other, after)).toMatchObject({
        replaces: old.consumerId,
        streamId: old.streamId,
      });
    }
    expect(first.client.eventsOf('closed')).toEqual([]);
    expect((await first.client.waitForEvent('closed')).reason).toBe('replaced');
    for (const other of [bob, eve]) {
      await waitUntil(
        'the old producer to be gone',
        () => other.client.eventsOf('producerClosed').length === 1,
      );
      const { peerId } = second.joined.self;
      const told = peersOf(other, second);
      expect(told.filter((line) => line.endsWith(peerId))).toEqual([`newPeer ${peerId}`]);
      // Of the former peer only its end, when a newer one had taken its place.
      expect(told.indexOf(`newPeer ${peerId}`)).toBeLessThan(
        told.includes(`peerClosed ${self.peerId}`) ? told.indexOf(`peerClosed ${self.peerId}`) : Infinity,
      );
    }
  });

  it('SPREAD-9: a takeover on another server closes the lower peer at once (MOVE-7)', async () => {
    const userId = UserId.parse(randomUUID());
    const first = await sit(0, 'Ada', { userId });
    const [bob, eve] = [await sit(0, 'Bob'), await sit(1, 'Eve')];
    const second = await sit(1, 'Ada', { userId, input: { takeOver: true } });
    expect((await first.client.waitForEvent('closed')).reason).toBe('takenOver');
    await waitUntil('the seat to be held there', () => {
      const people = roomOn(0).gathering.roster.participants;
      return people.some(({ peerId }) => peerId === second.joined.self.peerId);
    });
    expect(roomOn(0).gathering.roster.participants).toHaveLength(3);
    // Whoever hears of the end first, on either server, keeps the tile until the new peer is told of (SEAT-12).
    for (const other of [bob, eve]) {
      const next = `newPeer ${second.joined.self.peerId}`;
      await waitUntil('the new peer', () => peersOf(other, second).includes(next));
      const before = peersOf(other, second).slice(0, peersOf(other, second).indexOf(next));
      expect(before.filter((line) => line.startsWith('peerClosed'))).toEqual([]);
    }
  });

  it('SPREAD-16: behind links that are cut people are reconnecting, and back when they are mended', async () => {
    const [ada, eve] = [await sit(0, 'Ada'), await sit(1, 'Eve')];
    await ada.client.waitForEvent('newPeer');
    cluster.cutLinks();
    const connection = () =>
      ada.client
        .eventsOf('participantUpdated')
        .findLast(({ participant }) => participant.participantId === idOf(eve))?.participant.connection;
    await waitUntil('Eve to be reconnecting', () => connection() === 'reconnecting');
    cluster.mendLinks();
    await waitUntil('Eve to be back', () => connection() === 'connected');
    expect(ada.client.eventsOf('peerClosed')).toEqual([]);
  });

  it('SPREAD-9: who comes here from behind a link that is down keeps the tile', async () => {
    const userId = UserId.parse(randomUUID());
    const [first, bob, eve] = [await sit(0, 'Ada', { userId }), await sit(0, 'Bob'), await sit(1, 'Eve')];
    cluster.cutLinks();
    await waitUntil('both to be reconnecting', () => eve.client.eventsOf('participantUpdated').length >= 2);
    // The answer to her join has the seat here, and with that server only Bob's.
    const second = await sit(1, 'Ada', { userId, input: { takeOver: true } });
    await waitUntil('the new peer', () =>
      peersOf(eve, second).includes(`newPeer ${second.joined.self.peerId}`),
    );
    expect(eve.client.eventsOf('peerClosed')).toEqual([]);
    expect(second.joined.snapshot.participants.map(({ participantId }) => participantId)).toContain(
      idOf(bob),
    );
    cluster.mendLinks();
    await waitUntil('Bob to be back', () => {
      const people = roomOn(1).gathering.roster.participants;
      return people.length === 3 && people.every(({ connection }) => connection === 'connected');
    });
    expect(first.client.eventsOf('closed')).toMatchObject([{ reason: 'takenOver' }]);
    expect(eve.client.eventsOf('peerClosed')).toEqual([]);
  });

  it('SPREAD-18: what all share changes for everybody, and never to an older version', async () => {
    const [ada, eve] = [await sit(0, 'Ada'), await sit(1, 'Eve')];
    const state = { locked: false, waitingRoom: false, pinned: streamIdOf(idOf(ada), 'camera'), hands: {} };
    await cluster.database.roomState.compareAndSet(meeting.meetingId, 0, state);
    for (const { client } of [ada, eve]) {
      expect(await client.waitForEvent('roomStateChanged')).toMatchObject({ state, stateVersion: 1 });
    }
    const late = await sit(1, 'Max');
    expect(late.joined.snapshot).toMatchObject({ state, stateVersion: 1 });
    expect(eve.client.eventsOf('roomStateChanged')).toHaveLength(1);
  });
});
