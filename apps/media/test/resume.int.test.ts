import { CLIENT_GONE, type Joined, type PrepareOutput } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

describe('resume, lobby and event log', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  let ada: TestClient;
  let bob: TestClient;
  let prepared: PrepareOutput;
  let joined: Joined;

  beforeAll(async () => {
    local = await LocalServer.start({ limits: { peerWithoutSocketMs: 1_500, prepareMs: 1_500 } });
  });
  afterAll(async () => {
    await local.close();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    ada = await local.enter(meeting);
    bob = await local.enter(meeting);
    prepared = await ada.trpc.prepare.mutate();
    joined = await ada.joinWith(prepared.routerRtpCapabilities);
    await bob.join({ name: 'Bob' });
  });

  // Whatever a test has left would write into the next one's statements.
  afterEach(async () => {
    local.server.rooms.close('left');
    await waitUntil('all rows to be gone', async () => {
      const { routers, participants } = await local.database.distribution.read();
      return routers.length === 0 && participants.length === 0;
    });
  });

  it('PEER-41: a new socket gets the same peer back, with every event it missed', async () => {
    await ada.waitForEvent('newPeer');
    ada.drop();
    expect(await bob.waitForEvent('participantUpdated')).toMatchObject({
      participant: { connection: 'reconnecting' },
    });
    await bob.trpc.rename.mutate({ name: 'Robert' });

    const again = local.connect({ resumeToken: joined.resumeToken });
    again.subscribe(ada.events.at(-1)!.eventId);
    expect((await again.waitForEvent('participantUpdated', 2)).participant.name).toBe('Robert');
    expect((await bob.waitForEvent('participantUpdated', 3)).participant.connection).toBe('connected');
    const ids = [...ada.events, ...again.events].map(({ eventId }) => eventId);
    expect(ids).toEqual(ids.map((_, index) => ids[0]! + index));
    // The transports are those from before.
    const { transportId } = prepared.sendTransport;
    await again.trpc.produce.mutate({
      transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused: false,
    });
    expect(bob.eventsOf('peerClosed')).toEqual([]);
  });

  it('PEER-42: it asks neither web app nor Postgres', async () => {
    ada.drop();
    await bob.waitForEvent('participantUpdated');
    const before = local.statements.filter((name) => !isBeat(name)).length;
    const again = local.connect({ resumeToken: joined.resumeToken });
    again.subscribe(joined.eventId);
    await bob.waitForEvent('participantUpdated', 2);
    expect(local.statements.filter((name) => !isBeat(name)).slice(before)).toEqual([]);
  });

  it('PEER-43: a second socket for one peer takes over from the first', async () => {
    const again = local.connect({ resumeToken: joined.resumeToken });
    await again.trpc.rename.mutate({ name: 'Ada L' });
    expect(await ada.waitForClose()).toBe(4001);
    // The late end of the first socket is not the peer's.
    expect(bob.eventsOf('participantUpdated').map(({ participant }) => participant.connection)).not.toContain(
      'reconnecting',
    );
  });

  it('PEER-44: a peer without a socket is closed after its time, and its token with it (004-65)', async () => {
    ada.drop();
    expect(await bob.waitForEvent('peerClosed')).toMatchObject({
      peerId: joined.self.peerId,
      reason: 'socketLost',
    });
    const late = local.connect({ resumeToken: joined.resumeToken });
    expect(await codeOf(late.trpc.prepare.mutate())).toBe('resumeFailed');
  });

  it('PEER-45: a join whose answer was lost is answered again on the next socket', async () => {
    ada.drop();
    const again = local.connect({ resumeToken: prepared.resumeToken });
    const answer = await again.joinWith(prepared.routerRtpCapabilities);
    expect(answer.self).toEqual(joined.self);
    expect(answer.snapshot.participants).toHaveLength(2);
    expect(await codeOf(again.joinWith(prepared.routerRtpCapabilities))).toBe('alreadyJoined');
  });

  it('PEER-45: it is answered on the next socket also when that came while the join was under way', async () => {
    const first = await local.enterSameMeeting(bob);
    const { routerRtpCapabilities, resumeToken } = await first.trpc.prepare.mutate();
    const lost = first.joinWith(routerRtpCapabilities, { name: 'Eve' }).catch(() => undefined);
    const again = local.connect({ resumeToken });
    const answer = await again.joinWith(routerRtpCapabilities, { name: 'Eve' });
    expect(answer.self).toMatchObject({ name: 'Eve', seatEpoch: 1 });
    await lost;
    await again.trpc.leave.mutate();
  });

  it('PEER-45: and when the join comes on a socket that another one has just taken over from', async () => {
    const first = await local.enterSameMeeting(bob);
    const { routerRtpCapabilities, resumeToken } = await first.trpc.prepare.mutate();
    const again = local.connect({ resumeToken });
    await again.trpc.keepPrepared.mutate();
    const lost = first.joinWith(routerRtpCapabilities, { name: 'Eve' }).catch(() => undefined);
    const answer = await again.joinWith(routerRtpCapabilities, { name: 'Eve' });
    expect(answer.self).toMatchObject({ name: 'Eve', seatEpoch: 1 });
    await lost;
    await again.trpc.leave.mutate();
  });

  it('PEER-46: the first use of a token ends those before it', async () => {
    ada.drop();
    const again = local.connect({ resumeToken: joined.resumeToken });
    await again.trpc.rename.mutate({ name: 'Ada L' });
    again.drop();
    const old = local.connect({ resumeToken: prepared.resumeToken });
    expect(await codeOf(old.trpc.rename.mutate({ name: 'Mallory' }))).toBe('resumeFailed');
  });

  it('LOG-1: who asks for events that are kept no more gets a snapshot in their place', async () => {
    const names = Array.from({ length: 180 }, (_, n) => `Bob ${n}`);
    const others = await Promise.all(Array.from({ length: 6 }, () => local.enter(meeting)));
    await Promise.all(others.map((client) => client.join({ name: 'Other' })));
    await Promise.all(others.flatMap(({ trpc }) => names.map((name) => trpc.rename.mutate({ name }))));
    ada.drop();
    const again = local.connect({ resumeToken: joined.resumeToken });
    again.subscribe(joined.eventId);
    const { snapshot } = await again.waitForEvent('resynced');
    expect(snapshot.participants).toHaveLength(8);
    expect(again.events[0]!.event.type).toBe('resynced');
    await bob.trpc.rename.mutate({ name: 'After' });
    await waitUntil('the event after the snapshot', () =>
      again.eventsOf('participantUpdated').some(({ participant }) => participant.name === 'After'),
    );
    await Promise.all(others.map(({ trpc }) => trpc.leave.mutate()));
  });

  it('PEER-51: a lobby that nobody looks at expires, with its transports', async () => {
    const before = local.transportsOf(meeting);
    const lobby = await local.enter(meeting);
    await lobby.trpc.prepare.mutate();
    lobby.subscribe(0);
    expect(local.transportsOf(meeting)).toBe(before + 2);
    expect(await lobby.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'expired' });
    expect(local.transportsOf(meeting)).toBe(before);
  });

  it('PEER-52: keepPrepared keeps it', async () => {
    const lobby = await local.enter(meeting);
    await lobby.trpc.prepare.mutate();
    lobby.subscribe(0);
    const until = performance.now() + 3_000;
    await waitUntil('twice the time of a lobby to pass', async () => {
      await lobby.trpc.keepPrepared.mutate();
      return performance.now() > until;
    });
    expect(lobby.eventsOf('closed')).toEqual([]);
    await lobby.trpc.leave.mutate();
  });

  it('PEER-53: a lobby reserves nothing, tells nothing of the room and is seen by nobody', async () => {
    const lobby = await local.enter(meeting);
    const before = local.statements.length;
    const answer = await lobby.trpc.prepare.mutate();
    lobby.subscribe(0);
    await bob.trpc.rename.mutate({ name: 'Robert' });
    await ada.waitForEvent('participantUpdated');
    const ids = [joined.self.participantId, joined.self.peerId, meeting.meetingId];
    expect(ids.filter((id) => JSON.stringify(answer).includes(id))).toEqual([]);
    expect(lobby.events).toEqual([]);
    expect(bob.eventsOf('newPeer')).toEqual([]);
    expect(local.statements.slice(before)).not.toContain('room-join');
    expect((await local.database.distribution.read()).participants).toHaveLength(2);
    await lobby.trpc.leave.mutate();
  });

  it('PEER-30: the cold path: join without prepare answers with the transports', async () => {
    const cold = await local.enter(meeting);
    const answer = await cold.joinWith(prepared.routerRtpCapabilities);
    expect(answer.transports!.sendTransport.transportId).not.toBe(
      answer.transports!.recvTransport.transportId,
    );
    expect(joined.transports).toBeUndefined();
  });

  it('PEER-31: one SQL statement on the media server, however many people', async () => {
    for (let people = 0; people < 4; people += 1) {
      const client = await local.enter(meeting);
      const ready = await client.trpc.prepare.mutate();
      const before = local.statements.length;
      await client.joinWith(ready.routerRtpCapabilities);
      expect(local.statements.slice(before).filter((name) => !isBeat(name))).toEqual(['room-join']);
    }
  });
});

const isBeat = (name: string) => name.startsWith('server-');

describe('a page that goes away', () => {
  it.each([1001, CLIENT_GONE])(
    'PEER-49: its peer is closed sooner than one whose socket broke (%d)',
    async (code) => {
      const local = await LocalServer.start({
        limits: { peerWithoutSocketMs: 600_000, peerPageGoneMs: 200 },
      });
      try {
        const meeting = await local.createMeeting();
        const [ada, bob] = [await local.enter(meeting), await local.enter(meeting)];
        await ada.join({ name: 'Ada' });
        const { self } = await bob.join({ name: 'Bob' });
        bob.webSocket.close(code);
        expect(await ada.waitForEvent('peerClosed')).toMatchObject({
          peerId: self.peerId,
          reason: 'socketLost',
        });
      } finally {
        await local.close();
      }
    },
  );
});
