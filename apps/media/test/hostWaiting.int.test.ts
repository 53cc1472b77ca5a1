import { randomUUID } from 'node:crypto';
import { streamIdOf, UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { send, type Sitting, Sittings } from './Sittings.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

let cluster: LocalCluster;
let meeting: TestMeeting;
let host: Sitting;

beforeAll(async () => {
  cluster = await LocalCluster.start({ servers: 2, each: { limits: { refusedMs: 1_000 } } });
});
afterAll(() => cluster.close());
beforeEach(async () => {
  meeting = await cluster.createMeeting();
  host = await new Sittings(cluster, meeting).sit(0, 'Host', { userId: meeting.hostUserId });
});

async function enter(index: number, name: string, userId: UserId = UserId.parse(randomUUID())) {
  const client = await cluster.enter(index, meeting, { userId });
  const { routerRtpCapabilities: rtpCapabilities } = await client.trpc.prepare.mutate();
  const input = { name, rtpCapabilities, muted: false, cameraOff: false };
  client.subscribe(0);
  return { client, ask: () => client.trpc.join.mutate(input) };
}
const waiting = () =>
  host.client
    .eventsOf('doorChanged')
    .at(-1)
    ?.door.waiting.map(({ name }) => name)
    .toSorted() ?? [];
const isAdmitted = (client: TestClient) => client.eventsOf('admitted').length > 0;

describe('who waits, over two servers', () => {
  beforeEach(() => host.client.trpc.setWaitingRoom.mutate({ waitingRoom: true }));

  it('HOST-41: whatever happens in the room, nothing of it reaches who waits', async () => {
    const eve = await enter(1, 'Eve');
    expect((await eve.ask()).result).toBe('waiting');
    await waitUntil('Eve before the door', () => waiting().join() === 'Eve');
    const producerId = await send(host, 'microphone');
    await send(host, 'camera');
    const streamId = streamIdOf(host.joined.self.participantId, 'camera');
    await host.client.trpc.raiseHand.mutate({ raised: true });
    await host.client.trpc.pinForAll.mutate({ streamId });
    await host.client.trpc.rename.mutate({ name: 'Hostess' });
    await host.client.trpc.pauseProducer.mutate({ producerId });
    const bob = await enter(0, 'Bob');
    await bob.ask();
    await waitUntil('both before the door', () => waiting().length === 2);
    await waitUntil('the other server to know it all', () =>
      cluster
        .server(1)
        .server.rooms.all.some(
          ({ gathering }) =>
            gathering.roster.participants.some(({ name }) => name === 'Hostess') &&
            gathering.roster.streams.length === 2 &&
            gathering.shared.current.state.pinned === streamId,
        ),
    );
    expect(await codeOf(eve.client.trpc.getStreamStats.mutate({ streamId }))).toBe('forbidden');
    expect(await codeOf(eve.client.trpc.resumeProducer.mutate({ producerId }))).toBe('forbidden');
    // Resumed, they are given no snapshot either.
    for (const { client } of [eve, bob]) expect(client.events).toEqual([]);
    // Neither has a consumer of anything.
    for (const { server } of cluster.servers) {
      for (const room of server.rooms.all) {
        for (const peer of room.waiting) expect(peer.session).toBeUndefined();
      }
    }
  });

  it.each([
    ['on one server', 1],
    ['on two servers', 0],
  ])(
    'HOST-48: of two tabs of one person %s the newer one waits, and the older one is told',
    async (_, to) => {
      const userId = UserId.parse(randomUUID());
      const [older, newer] = [await enter(1, 'Bob', userId), await enter(to, 'Bob', userId)];
      const first = await older.ask();
      const second = await newer.ask();
      expect([first.result, second.result]).toEqual(['waiting', 'waiting']);
      expect(await older.client.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'takenOver' });
      await waitUntil('one before the door', () => waiting().join() === 'Bob');
      await host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: true });
      await newer.client.waitForEvent('admitted');
      expect((await newer.ask()).result).toBe('joined');
      expect(newer.client.eventsOf('closed')).toEqual([]);
    },
  );

  it('HOST-45: admitted all at once while one of them leaves, the others come in and nobody is left before the door', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, n) => enter(n % 2, `Person ${n}`)));
    for (const { ask } of people) await ask();
    await waitUntil('all before the door', () => waiting().length === people.length);
    const [gone, ...others] = people;
    await Promise.all([
      gone!.client.trpc.leave.mutate().catch(() => undefined),
      host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: true }),
    ]);
    await waitUntil('the others to be admitted', () => others.every(({ client }) => isAdmitted(client)));
    const answers = await Promise.all(others.map(({ ask }) => ask()));
    expect(answers.map(({ result }) => result)).toEqual(others.map(() => 'joined'));
    await waitUntil('an empty door', () => waiting().length === 0);
  });

  it('HOST-45: refused all at once while one of them leaves and another one comes, each is told, and only the new one waits', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, (_, n) => enter(n % 2, `Person ${n}`)));
    for (const { ask } of people) await ask();
    await waitUntil('all before the door', () => waiting().length === people.length);
    const [gone, ...others] = people;
    await Promise.all([
      gone!.client.trpc.leave.mutate().catch(() => undefined),
      host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: false }),
    ]);
    for (const { client } of others) {
      expect((await client.waitForEvent('closed')).reason).toBe('refused');
    }
    const late = await enter(1, 'Late');
    expect((await late.ask()).result).toBe('waiting');
    await waitUntil('the new one', () => waiting().join() === 'Late');
  });

  it('HOST-43: locked at the moment of a knock, each waits or is told that it is locked; who waits can be let in', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, (_, n) => enter(n % 2, `Person ${n}`)));
    const [answers] = await Promise.all([
      Promise.all(
        people.map(({ ask }) =>
          ask().then(
            ({ result }) => result,
            (error: unknown) => codeOf(Promise.reject(error)),
          ),
        ),
      ),
      host.client.trpc.setLocked.mutate({ locked: true }),
    ]);
    expect(answers.every((answer) => answer === 'waiting' || answer === 'meetingLocked')).toBe(true);
    expect(await codeOf((await enter(1, 'Late')).ask())).toBe('meetingLocked');
    const asked = people.filter((_, n) => answers[n] === 'waiting');
    await waitUntil('those who wait', () => waiting().length === asked.length);
    await host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: true });
    for (const { client, ask } of asked) {
      await client.waitForEvent('admitted');
      expect((await ask()).result).toBe('joined');
    }
  });

  it('HOST-42: who waits keeps their place over a broken socket and another server', async () => {
    const userId = UserId.parse(randomUUID());
    const bob = await enter(1, 'Bob', userId);
    const first = await bob.ask();
    if (first.result !== 'waiting') throw new Error(first.result);
    const max = await enter(1, 'Max');
    await max.ask();
    await waitUntil('both before the door', () => waiting().length === 2);

    bob.client.drop();
    const resumed = cluster.server(1).connect({ resumeToken: first.resumeToken });
    resumed.subscribe(first.eventId);
    // Whoever is refused before has no peer to come back to.
    await resumed.trpc.keepPrepared.mutate();
    const elsewhere = await enter(0, 'Bob', userId);
    await host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: false });
    expect(await resumed.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'refused' });
    expect(await codeOf(elsewhere.ask())).toBe('admissionRefused');
    await max.client.waitForClose();
    await waitUntil('to be allowed to ask again', async () => {
      const again = await enter(0, 'Bob', userId);
      return again.ask().then(
        ({ result }) => result === 'waiting',
        () => false,
      );
    });
    await waitUntil('Bob before the door', () => waiting().join() === 'Bob');
  });

  it('HOST-46: admitted all at once while others come, each comes in or waits, and nobody is lost', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, n) => enter(n % 2, `Person ${n}`)));
    await Promise.all([
      ...people.map(({ ask }) => ask()),
      host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: true }),
    ]);
    const admitted = () => people.filter(({ client }) => isAdmitted(client)).length;
    await waitUntil(
      'each admitted or before the door',
      () => admitted() + waiting().length === people.length,
    );
    await host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: true });
    await waitUntil('all admitted', () => admitted() === people.length);
    const answers = await Promise.all(people.map(({ ask }) => ask()));
    expect(answers.map(({ result }) => result)).toEqual(people.map(() => 'joined'));
    expect(people.every(({ client }) => client.eventsOf('admitted').length === 1)).toBe(true);
  });

  it('HOST-47: switched off, the waiting room lets everybody in who waits', async () => {
    const bob = await enter(1, 'Bob');
    expect((await bob.ask()).result).toBe('waiting');
    await waitUntil('Bob before the door', () => waiting().join() === 'Bob');
    await host.client.trpc.setWaitingRoom.mutate({ waitingRoom: false });
    await bob.client.waitForEvent('admitted');
    expect((await bob.ask()).result).toBe('joined');
    await waitUntil('an empty door', () => waiting().length === 0);
  });
});

it('HOST-50: who is in the lobby of a server on which nobody ever sat is told of the end', async () => {
  const lobby = await cluster.enter(1, meeting);
  await lobby.trpc.prepare.mutate();
  await host.client.trpc.endMeeting.mutate().catch(() => undefined);
  await lobby.waitForClose();
  expect(lobby.closeReason).toBe('ended');
});
