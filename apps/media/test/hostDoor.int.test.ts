import { randomUUID } from 'node:crypto';
import { ParticipantId, SeatKey, UserId } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { send, type Sitting, Sittings } from './Sittings.ts';
import type { TestClient } from './TestClient.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

let cluster: LocalCluster;
let meeting: TestMeeting;

beforeAll(async () => {
  cluster = await LocalCluster.start({
    servers: 2,
    each: { limits: { peerWithoutSocketMs: 1_000, heirMs: 100, seatKeptMs: 1_500, refusedMs: 500 } },
  });
});
afterAll(() => cluster.close());
beforeEach(async () => {
  meeting = await cluster.createMeeting();
});

const aUser = () => UserId.parse(randomUUID());
const idOf = ({ joined }: Sitting) => joined.self.participantId;
const sit: Sittings['sit'] = (...of) => new Sittings(cluster, meeting).sit(...of);
const sitAsHost = (index = 0) => sit(index, 'Host', { userId: meeting.hostUserId });
const roleOf = (seenBy: Sitting, of: Sitting) =>
  seenBy.client
    .eventsOf('participantUpdated')
    .findLast(({ participant }) => participant.participantId === idOf(of))?.participant.role;

/** Somebody before the door: what `join` answers them. */
async function knock(index: number, name: string, options: { userId?: UserId; seatKey?: SeatKey } = {}) {
  const client = await cluster.enter(index, meeting, options);
  const { routerRtpCapabilities: rtpCapabilities } = await client.trpc.prepare.mutate();
  const input = { name, rtpCapabilities, muted: false, cameraOff: false };
  const ask = () => client.trpc.join.mutate(input);
  return { client, ask };
}
const waitingAt = (client: TestClient) =>
  client
    .eventsOf('doorChanged')
    .at(-1)
    ?.door.waiting.map(({ name }) => name) ?? [];

describe('removal, over two servers', () => {
  it('HOST-30: ends the peer, its resume token, and every way back; until somebody lets the person in again', async () => {
    const host = await sitAsHost();
    const [userId, eve] = [aUser(), await sit(1, 'Eve')];
    const bob = await sit(1, 'Bob', { userId });
    await host.client.trpc.removeParticipant.mutate({ participantId: idOf(bob) });
    expect(await bob.client.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'removed' });
    await waitUntil('Eve to see it', () =>
      eve.client
        .eventsOf('peerClosed')
        .some((gone) => gone.participantId === idOf(bob) && gone.reason === 'removed'),
    );
    const resumed = cluster.server(1).connect({ resumeToken: bob.joined.resumeToken });
    expect(await codeOf(resumed.trpc.keepPrepared.mutate())).toBe('resumeFailed');
    for (const index of [0, 1]) {
      expect(await codeOf((await knock(index, 'Bob', { userId })).ask())).toBe('removedFromMeeting');
    }
    const seatKey = SeatKey.parse(randomUUID());
    expect(await codeOf((await knock(0, 'Rob', { userId, seatKey })).ask())).toBe('removedFromMeeting');

    const { door } = await waitFor('the door', () =>
      host.client.eventsOf('doorChanged').findLast((told) => told.door.banned.length > 0),
    );
    await host.client.trpc.letBackIn.mutate({ banId: door.banned[0]!.banId });
    expect((await (await knock(1, 'Bob', { userId })).ask()).result).toBe('joined');
  });

  it('HOST-32: who comes back on another server at that moment does not stay', async () => {
    const [host, userId] = [await sitAsHost(), aUser()];
    const bob = await sit(0, 'Bob', { userId });
    const again = await knock(1, 'Bob', { userId });
    const join = again.client.trpc.join;
    const { routerRtpCapabilities: rtpCapabilities } = bob.prepared;
    const heldSeatEpoch = bob.joined.self.seatEpoch;
    const [, answer] = await Promise.allSettled([
      host.client.trpc.removeParticipant.mutate({ participantId: idOf(bob) }),
      join.mutate({ name: 'Bob', rtpCapabilities, muted: false, cameraOff: false, heldSeatEpoch }),
    ]);
    if (answer.status === 'fulfilled' && answer.value.result === 'joined') await again.client.waitForClose();
    await waitUntil('nobody but the host to sit', () =>
      cluster.servers.every(({ server }) =>
        server.rooms.all
          .filter((room) => room.meeting.meetingId === meeting.meetingId)
          .every(({ members }) => members.every(({ seat }) => seat.participantId === idOf(host))),
      ),
    );
  });

  it('HOST-33: a participant, a stranger and an unknown id get nothing', async () => {
    const [host, bob] = [await sitAsHost(), await sit(1, 'Bob')];
    const remove = (by: Sitting, participantId: ParticipantId) =>
      codeOf(by.client.trpc.removeParticipant.mutate({ participantId }));
    expect(await remove(bob, idOf(host))).toBe('forbidden');
    const other = await new Sittings(cluster, await cluster.createMeeting()).sit(0, 'Stranger');
    expect(await remove(host, idOf(other))).toBe('participantNotFound');
    expect(await remove(host, ParticipantId.parse(randomUUID()))).toBe('participantNotFound');
    expect(await remove(host, idOf(host))).toBe('forbidden');
    expect(bob.client.eventsOf('closed')).toEqual([]);
  });
});

describe('the door, over two servers', () => {
  it('HOST-40: a locked meeting takes nobody new, and everybody back who has a seat', async () => {
    const [host, userId] = [await sitAsHost(), aUser()];
    const bob = await sit(1, 'Bob', { userId });
    await host.client.trpc.setLocked.mutate({ locked: true });
    expect((await bob.client.waitForEvent('roomStateChanged')).state.locked).toBe(true);
    expect(await codeOf((await knock(1, 'Eve')).ask())).toBe('meetingLocked');
    const heldSeatEpoch = bob.joined.self.seatEpoch;
    await sit(0, 'Bob', { userId, input: { heldSeatEpoch } });
    await host.client.trpc.setLocked.mutate({ locked: false });
    expect((await (await knock(1, 'Eve')).ask()).result).toBe('joined');
  });

  it('HOST-41: who waits is told nothing of the room and may do nothing; admitted, the same join lets them in', async () => {
    const [host, eve] = [await sitAsHost(), await sit(1, 'Eve')];
    await send(host, 'microphone');
    await host.client.trpc.setWaitingRoom.mutate({ waitingRoom: true });
    const bob = await knock(1, 'Bob');
    const answer = await bob.ask();
    expect(Object.keys(answer).toSorted()).toEqual(['eventId', 'result', 'resumeToken', 'since']);
    if (answer.result !== 'waiting') throw new Error(answer.result);
    bob.client.subscribe(0);
    const { door } = await host.client.waitForEvent('doorChanged');
    expect(door.waiting).toMatchObject([{ name: 'Bob', since: answer.since }]);
    // Things happen in the room, and the one who waits tries everything.
    await eve.client.trpc.rename.mutate({ name: 'Eva' });
    const { trpc } = bob.client;
    expect(await codeOf(trpc.rename.mutate({ name: 'Rob' }))).toBe('forbidden');
    expect(await codeOf(trpc.setView.mutate({ tiles: [] }))).toBe('forbidden');
    expect(await codeOf(trpc.raiseHand.mutate({ raised: true }))).toBe('forbidden');
    expect(await codeOf(trpc.answerKnocks.mutate({ knocks: 'all', admit: true }))).toBe('forbidden');
    expect(await codeOf(trpc.prepare.mutate())).toBe('wrongState');
    await waitUntil('the host to see the new name', () =>
      host.client.eventsOf('participantUpdated').some(({ participant }) => participant.name === 'Eva'),
    );
    expect(bob.client.events).toEqual([]);
    // Nobody but the host was told of the door, or sees the one before it.
    expect(eve.client.eventsOf('doorChanged')).toEqual([]);
    expect(eve.joined.snapshot.door).toBeUndefined();
    expect(eve.client.eventsOf('newPeer')).toEqual([]);

    await host.client.trpc.answerKnocks.mutate({ knocks: [door.waiting[0]!.knockId], admit: true });
    await bob.client.waitForEvent('admitted');
    const joined = await bob.ask();
    expect(joined).toMatchObject({ result: 'joined', self: { role: 'participant', name: 'Bob' } });
    await waitUntil('an empty door', () => waitingAt(host.client).length === 0);
  });

  it('HOST-45: whoever leaves, or loses their socket for good, waits no more', async () => {
    const host = await sitAsHost();
    await host.client.trpc.setWaitingRoom.mutate({ waitingRoom: true });
    const [bob, eve] = [await knock(1, 'Bob'), await knock(0, 'Eve')];
    await bob.ask();
    await eve.ask();
    await waitUntil('both', () => waitingAt(host.client).length === 2);
    await bob.client.trpc.leave.mutate();
    eve.client.drop();
    await waitUntil('nobody', () => waitingAt(host.client).length === 0);
    // Too late, and no harm.
    await host.client.trpc.answerKnocks.mutate({ knocks: 'all', admit: true });
  });
});

describe('hosts, over two servers', () => {
  it('HOST-20: roles change for everybody at once, with what they may do; handed over there is one host', async () => {
    const [host, bob, eve] = [await sitAsHost(), await sit(1, 'Bob'), await sit(1, 'Eve')];
    await host.client.trpc.setRole.mutate({ participantId: idOf(bob), role: 'cohost' });
    for (const who of [host, bob, eve]) await waitUntil('the cohost', () => roleOf(who, bob) === 'cohost');
    await bob.client.waitForEvent('doorChanged');
    await bob.client.trpc.setLocked.mutate({ locked: true });
    expect(await codeOf(bob.client.trpc.setRole.mutate({ participantId: idOf(eve), role: 'cohost' }))).toBe(
      'forbidden',
    );
    await host.client.trpc.handOver.mutate({ participantId: idOf(eve) });
    for (const who of [host, bob, eve]) {
      await waitUntil('the new host', () => roleOf(who, eve) === 'host' && roleOf(who, host) === 'cohost');
    }
    await eve.client.trpc.setRole.mutate({ participantId: idOf(bob), role: 'participant' });
    await waitUntil('Bob to be none any more', () => roleOf(bob, bob) === 'participant');
    expect(await codeOf(bob.client.trpc.muteAll.mutate())).toBe('forbidden');
  });

  it('HOST-22: the host leaves, and the longest present is host; back again, the host has it', async () => {
    const [host, bob, eve] = [await sitAsHost(), await sit(1, 'Bob'), await sit(0, 'Eve')];
    await host.client.trpc.leave.mutate();
    await waitUntil('Bob to be host', () => roleOf(eve, bob) === 'host' && roleOf(bob, bob) === 'host');
    const back = await sitAsHost(1);
    expect(back.joined.self.role).toBe('host');
    await waitUntil('Bob to be what he was', () => roleOf(bob, bob) === 'participant');
  });

  it('HOST-23: a host who is lost for longer than a seat is kept has an heir', async () => {
    const [host, bob] = [await sitAsHost(), await sit(1, 'Bob')];
    await host.client.trpc.raiseHand.mutate({ raised: true });
    const hands = () => Object.keys(bob.client.eventsOf('roomStateChanged').at(-1)?.state.hands ?? {});
    await waitUntil('the hand', () => hands().length === 1);
    host.client.drop();
    await waitUntil('Bob to be host', () => roleOf(bob, bob) === 'host');
    await waitUntil('no hand of somebody who is gone', () => hands().length === 0);
  });

  it('HOST-50: the end is told to all: who sits, who waits, who is in the lobby; the link says so', async () => {
    const [host, bob] = [await sitAsHost(), await sit(1, 'Bob')];
    await host.client.trpc.setWaitingRoom.mutate({ waitingRoom: true });
    const eve = await knock(1, 'Eve');
    await eve.ask();
    const max = await knock(0, 'Max');
    const late = max.ask().catch(() => undefined);
    await host.client.trpc.endMeeting.mutate().catch(() => undefined);
    for (const client of [host.client, bob.client, eve.client]) {
      await client.waitForClose();
      expect(client.closeReason).toBe('ended');
    }
    await late;
    await max.client.waitForClose();
    // Who has a token still is sent away from the lobby, or at the click.
    const zoe = await cluster.enter(1, meeting);
    const asked = codeOf(zoe.join({ name: 'Zoe' }));
    expect(['meetingEnded', 'wrongState']).toContain(await asked);
    await zoe.waitForClose();
    expect(zoe.closeReason).toBe('ended');
  });

  it('HOST-8: changes of two at once are both made', async () => {
    const [host, bob] = [await sitAsHost(), await sit(1, 'Bob')];
    await host.client.trpc.setRole.mutate({ participantId: idOf(bob), role: 'cohost' });
    await waitUntil('the cohost', () => roleOf(bob, bob) === 'cohost');
    await Promise.all([
      host.client.trpc.setLocked.mutate({ locked: true }),
      bob.client.trpc.setWaitingRoom.mutate({ waitingRoom: true }),
      host.client.trpc.raiseHand.mutate({ raised: true }),
      bob.client.trpc.raiseHand.mutate({ raised: true }),
    ]);
    for (const { client } of [host, bob]) {
      await waitUntil('all of it', () => {
        const state = client.eventsOf('roomStateChanged').at(-1)?.state;
        return state?.locked === true && state.waitingRoom && Object.keys(state.hands).length === 2;
      });
    }
  });

  it('HOST-9: while the database is away it is said within 2 s, nobody is thrown out, and mute works', async () => {
    const [host, bob] = [await sitAsHost(), await sit(0, 'Bob')];
    await send(bob, 'microphone');
    cluster.server(0).relay?.cut();
    try {
      const began = performance.now();
      const { trpc } = host.client;
      const codes = await Promise.all([
        codeOf(
          trpc.stopSource
            .mutate({ participantId: idOf(bob), source: 'microphone' })
            .then(() => Promise.reject(new Error('done'))),
        ).catch(() => 'done'),
        codeOf(trpc.setLocked.mutate({ locked: true })),
      ]);
      expect(codes).toEqual(['done', 'databaseUnavailable']);
      expect(await codeOf(trpc.removeParticipant.mutate({ participantId: idOf(bob) }))).toBe(
        'databaseUnavailable',
      );
      // Two of them, one behind the other, with all a loaded machine may need.
      expect(performance.now() - began).toBeLessThan(20_000);
      expect(bob.client.eventsOf('closed')).toEqual([]);
    } finally {
      cluster.server(0).relay?.mend();
    }
    await waitUntil('the lock, once the database is back', () =>
      host.client.trpc.setLocked.mutate({ locked: true }).then(
        () => true,
        () => false,
      ),
    );
  });
});
