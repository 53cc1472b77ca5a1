import { randomUUID } from 'node:crypto';
import { AppError, ParticipantId, ServerId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PATIENT_MS, type TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { videoParameters } from './rtp.ts';
import { send, type Sitting, Sittings } from './Sittings.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

const idOf = ({ joined }: Sitting) => joined.self.participantId;

describe.each([
  ['on one server', 0],
  ['on two servers', 1],
] as const)('what a host stops %s', (_, elsewhere) => {
  let cluster: LocalCluster;
  let meeting: TestMeeting;
  let host: Sitting;
  let bob: Sitting;
  let eve: Sitting;

  beforeAll(async () => {
    cluster = await LocalCluster.start({
      servers: elsewhere + 1,
      each: { limits: { linkCallMs: PATIENT_MS } },
    });
  });
  afterAll(() => cluster.close());
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
    const sittings = new Sittings(cluster, meeting);
    host = await sittings.sit(0, 'Host', { userId: meeting.hostUserId });
    bob = await sittings.sit(elsewhere, 'Bob');
    eve = await sittings.sit(0, 'Eve');
    await waitUntil('all to know each other', () =>
      cluster.servers.every(({ server }) => {
        const room = server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId);
        return room?.gathering.roster.participants.length === 3;
      }),
    );
  });

  const seen = (by: Sitting, of: Sitting) =>
    by.client
      .eventsOf('participantUpdated')
      .findLast(({ participant }) => participant.participantId === idOf(of))?.participant;
  const producerOf = (who: Sitting, source: 'microphone' | 'camera') =>
    cluster.servers
      .flatMap(({ server }) => server.rooms.all)
      .flatMap(({ members }) => members)
      .find(({ seat }) => seat.participantId === idOf(who))
      ?.peer.session?.producers.get(source)?.producer;

  it('HOST-1: mutes one person, who alone can unmute themselves; muted again, they are told again', async () => {
    const producerId = await send(bob, 'microphone');
    const order = { participantId: idOf(bob), source: 'microphone' as const };
    await host.client.trpc.stopSource.mutate(order);
    expect(producerOf(bob, 'microphone')?.paused).toBe(true);
    expect(await bob.client.waitForEvent('stoppedByHost')).toEqual({
      type: 'stoppedByHost',
      source: 'microphone',
      by: idOf(host),
    });
    await waitUntil('Eve to see it', () => seen(eve, bob)?.muted === true);

    await host.client.trpc.stopSource.mutate(order);
    await bob.client.trpc.resumeProducer.mutate({ producerId });
    await waitUntil('Eve to see that Bob is back', () => seen(eve, bob)?.muted === false);
    // Asked twice while he was muted, he was told once.
    expect(bob.client.eventsOf('stoppedByHost')).toHaveLength(1);
    await host.client.trpc.stopSource.mutate(order);
    await bob.client.waitForEvent('stoppedByHost', 2);
    expect(producerOf(bob, 'microphone')?.paused).toBe(true);
  });

  it('HOST-2: nobody can unmute another: whose producer it is not gets producerNotFound', async () => {
    const producerId = await send(bob, 'microphone');
    await host.client.trpc.stopSource.mutate({ participantId: idOf(bob), source: 'microphone' });
    expect(await codeOf(host.client.trpc.resumeProducer.mutate({ producerId }))).toBe('producerNotFound');
    expect(producerOf(bob, 'microphone')?.paused).toBe(true);
  });

  it('HOST-3: turns a camera off, and ends a share with its sound', async () => {
    await send(bob, 'camera');
    const { sendTransport } = bob.joined.transports ?? bob.prepared;
    const { producerId } = await bob.client.trpc.produce.mutate({
      transportId: sendTransport.transportId,
      source: 'screen',
      kind: 'video',
      rtpParameters: videoParameters('2'),
      paused: false,
    });
    await waitUntil('Eve to know of the share', () =>
      eve.client.eventsOf('newProducer').some(({ stream }) => stream.producerId === producerId),
    );
    await host.client.trpc.stopSource.mutate({ participantId: idOf(bob), source: 'camera' });
    expect(producerOf(bob, 'camera')?.paused).toBe(true);
    await waitUntil('Eve to see it', () => seen(eve, bob)?.cameraOff === true);
    await host.client.trpc.stopSource.mutate({ participantId: idOf(bob), source: 'screen' });
    for (const { client } of [bob, eve]) {
      await waitUntil('the end of the share', () =>
        client.eventsOf('producerClosed').some((closed) => closed.producerId === producerId),
      );
    }
    expect(bob.client.eventsOf('stoppedByHost').map(({ source }) => source)).toEqual(['camera', 'screen']);
  });

  it('HOST-4: mutes all at once, but not whoever asks', async () => {
    await Promise.all([send(host, 'microphone'), send(bob, 'microphone'), send(eve, 'microphone')]);
    await host.client.trpc.muteAll.mutate();
    expect(producerOf(bob, 'microphone')?.paused).toBe(true);
    expect(producerOf(eve, 'microphone')?.paused).toBe(true);
    expect(producerOf(host, 'microphone')?.paused).toBe(false);
  });

  it('HOST-5: a participant may not, nobody of another meeting is found, and nothing is stopped', async () => {
    await Promise.all([send(host, 'microphone'), send(bob, 'microphone')]);
    const other = await new Sittings(cluster, await cluster.createMeeting()).sit(0, 'Stranger');
    const { client } = eve;
    const stop = (participantId: ParticipantId) =>
      codeOf(client.trpc.stopSource.mutate({ participantId, source: 'microphone' }));
    expect(await stop(idOf(bob))).toBe('forbidden');
    expect(await codeOf(client.trpc.muteAll.mutate())).toBe('forbidden');
    const byHost = (participantId: ParticipantId) =>
      codeOf(host.client.trpc.stopSource.mutate({ participantId, source: 'microphone' }));
    expect(await byHost(idOf(other))).toBe('participantNotFound');
    expect(await byHost(ParticipantId.parse(randomUUID()))).toBe('participantNotFound');
    expect(producerOf(bob, 'microphone')?.paused).toBe(false);
    expect(producerOf(host, 'microphone')?.paused).toBe(false);
  });

  it('HOST-5: what another server orders counts as what its own participant may, and no more', async () => {
    await send(bob, 'microphone');
    const [asking, asked] = [cluster.server(0).server, cluster.server(elsewhere).server];
    const room = asked.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId)!;
    const order = (by: ParticipantId, participantId: ParticipantId | null, serverId = asking.serverId) =>
      room.stops
        .ordered(serverId, { meetingId: meeting.meetingId, by, participantId, source: 'microphone' })
        .then(
          () => 'done',
          (error: unknown) => AppError.from(error).code,
        );
    // A participant of it, somebody who is nowhere, and the host by the word of a server on which they do not sit.
    expect(await order(idOf(eve), idOf(bob))).toBe('forbidden');
    expect(await order(ParticipantId.parse(randomUUID()), null)).toBe('forbidden');
    expect(await order(idOf(host), idOf(bob), ServerId.parse(randomUUID()))).toBe('forbidden');
    expect(producerOf(bob, 'microphone')?.paused).toBe(false);
    // A server's own people need no order; those of another one may give it.
    const isElsewhere = elsewhere > 0;
    expect(await order(idOf(host), idOf(bob))).toBe(isElsewhere ? 'done' : 'forbidden');
    expect(producerOf(bob, 'microphone')?.paused).toBe(isElsewhere);
  });

  it('HOST-6: a hand is raised once, lowered by its owner or a host, and gone with who leaves', async () => {
    const hands = (by: Sitting) =>
      Object.keys(by.client.eventsOf('roomStateChanged').at(-1)?.state.hands ?? {});
    await Promise.all([
      bob.client.trpc.raiseHand.mutate({ raised: true }),
      eve.client.trpc.raiseHand.mutate({ raised: true }),
      bob.client.trpc.raiseHand.mutate({ raised: true }),
    ]);
    await waitUntil('both hands at the host', () => hands(host).length === 2);
    expect(await codeOf(eve.client.trpc.lowerHand.mutate({ participantId: idOf(bob) }))).toBe('forbidden');
    await host.client.trpc.lowerHand.mutate({ participantId: idOf(bob) });
    await waitUntil('Bob to see it', () => hands(bob).join() === idOf(eve));
    await eve.client.trpc.leave.mutate();
    await waitUntil('no hand', () => hands(host).length === 0);
  });

  it('HOST-7: pins for everyone what is there, and nothing else', async () => {
    const streamId = `${idOf(bob)}:camera` as never;
    expect(await codeOf(eve.client.trpc.pinForAll.mutate({ streamId }))).toBe('forbidden');
    await host.client.trpc.pinForAll.mutate({ streamId });
    for (const { client } of [host, bob, eve]) {
      await waitUntil('the pin', () => client.eventsOf('roomStateChanged').at(-1)?.state.pinned === streamId);
    }
    const nobody = `${randomUUID()}:camera` as never;
    expect(await codeOf(host.client.trpc.pinForAll.mutate({ streamId: nobody }))).toBe('streamNotFound');
    await bob.client.trpc.leave.mutate();
    await waitUntil('no pin', () => host.client.eventsOf('roomStateChanged').at(-1)?.state.pinned === null);
  });
});
