import { randomUUID } from 'node:crypto';
import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { UserId } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostNews } from '../src/index.ts';
import { TestPerson, type TestPersonOptions } from './TestPerson.ts';

describe('the host tools of a client', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  let host: TestPerson;
  let bob: TestPerson;
  const people: TestPerson[] = [];

  const person = (options: Partial<TestPersonOptions> = {}) => {
    const made = new TestPerson({ local, meeting, ...options });
    people.push(made);
    return made;
  };

  beforeAll(async () => {
    local = await LocalServer.start({ limits: { refusedMs: 300 } });
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    [host, bob] = [person({ userId: meeting.hostUserId }), person()];
    await host.join({ name: 'Host' });
    await bob.join({ name: 'Bob' });
    await host.untilReceives(bob, 'microphone');
  });
  afterEach(() => {
    for (const each of people.splice(0)) each.close();
  });
  afterAll(() => local.close());

  const idOf = ({ snapshot }: TestPerson) => snapshot.self!.participantId;
  const streamOfBob = () => host.snapshot.streams.get(host.streamId(bob, 'microphone'));
  const newsOf = ({ client }: TestPerson) => {
    const news: HostNews[] = [];
    client.host.onNews((each) => news.push(each));
    return news;
  };

  it('HOST-1: whoever is muted sees so on their own button, is told by whom, and unmutes themselves', async () => {
    const news = newsOf(bob);
    await host.client.host.stopSource(idOf(bob), 'microphone');
    await waitUntil('Bob’s button', () => bob.snapshot.self?.muted === true);
    await waitUntil('the host to see it', () => streamOfBob()?.paused === true);
    expect(news).toEqual([{ type: 'stopped', source: 'microphone', by: idOf(host) }]);
    await bob.client.setMuted(false);
    await waitUntil('Bob to be heard again', () => streamOfBob()?.paused === false);
    expect(bob.snapshot.self?.muted).toBe(false);
    await host.client.host.stopSource(idOf(bob), 'camera');
    await waitUntil('the camera to be off', () => bob.snapshot.self?.cameraOff === true);
    expect(bob.localMedia.cameraTrack).toBeUndefined();
  });

  it('HOST-2: muted while nobody could tell them, they come back muted', async () => {
    bob.sockets.breakAll();
    await host.client.host.stopSource(idOf(bob), 'microphone');
    await waitUntil('Bob’s button', () => bob.snapshot.self?.muted === true);
    await waitUntil('the seat', () =>
      host.snapshot.participants.some(({ participantId, muted }) => participantId === idOf(bob) && muted),
    );
    expect(streamOfBob()?.paused).toBe(true);
  });

  it('HOST-2: muted while they are moved to another peer, they are muted there', async () => {
    const room = local.server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId)!;
    const peerOf = ({ snapshot }: TestPerson) =>
      snapshot.participants.find(({ participantId }) => participantId === idOf(bob))?.peerId;
    const before = peerOf(bob);
    expect(room.move(idOf(bob), 'rebalance')).toBe(true);
    await waitUntil('the next peer to have the seat', () => room.gathering.leaving.all.length === 1);
    await host.client.host.stopSource(idOf(bob), 'microphone');
    await waitUntil('Bob’s button', () => bob.snapshot.self?.muted === true);
    await waitUntil('the next peer to be shown', () => peerOf(bob) !== before);
    await waitUntil('the former one to end', () => room.gathering.leaving.all.length === 0);
    await waitUntil('what is sent, and muted', () => streamOfBob()?.paused === true);
    expect(bob.snapshot.self?.muted).toBe(true);
    expect(host.snapshot.participants.find(({ participantId }) => participantId === idOf(bob))?.muted).toBe(
      true,
    );
  });

  it('HOST-41: who waits joins by themselves once admitted; of the room they were told nothing', async () => {
    await host.client.host.setWaitingRoom(true);
    const eve = person();
    await eve.enterWarm();
    expect(eve.snapshot.phase).toMatchObject({ state: 'lobby', admission: 'waiting' });
    await eve.client.join({ name: 'Eve' });
    await eve.untilPhase('waitingRoom');
    expect(eve.snapshot).toMatchObject({ participants: [], door: undefined });
    const [waiting] = await waitFor('Eve before the door', () =>
      host.snapshot.door?.waiting.length === 1 ? host.snapshot.door.waiting : undefined,
    );
    expect(waiting!.name).toBe('Eve');
    expect(bob.snapshot.door).toBeUndefined();
    await host.client.host.admit([waiting!.knockId]);
    await eve.untilPhase('joined');
    await host.untilReceives(eve, 'camera');
    expect(eve.web.entered).toHaveLength(1);
    await waitUntil('an empty door', () => host.snapshot.door?.waiting.length === 0);
  });

  it('HOST-42: who waits asks again by themselves when their socket breaks, and when their peer is gone', async () => {
    await host.client.host.setWaitingRoom(true);
    const eve = person();
    await eve.enterWarm();
    await eve.client.join({ name: 'Eve' });
    const { since } = await eve.untilPhase('waitingRoom');
    eve.sockets.breakAll();
    await waitUntil('Eve before the door', () => host.snapshot.door?.waiting.length === 1);
    // The server ends her peer, as it does when it closes.
    for (const room of local.server.rooms.all) {
      for (const peer of room.waiting) peer.close('serverClosing');
    }
    await waitUntil('Eve to have asked again', () => eve.web.entered.length > 1);
    await waitUntil('Eve before the door', () => host.snapshot.door?.waiting.length === 1);
    expect(await eve.untilPhase('waitingRoom')).toEqual({ state: 'waitingRoom', since });
    await host.client.host.admit('all');
    await eve.untilPhase('joined');
  });

  it('HOST-43: who is refused is told so, and can ask again', async () => {
    await host.client.host.setWaitingRoom(true);
    const eve = person();
    await eve.enterWarm();
    await eve.client.join({ name: 'Eve' });
    await eve.untilPhase('waitingRoom');
    await waitUntil('Eve before the door', () => host.snapshot.door?.waiting.length === 1);
    await host.client.host.refuse('all');
    expect(await eve.untilPhase('ended')).toEqual({ state: 'ended', reason: 'refused' });
  });

  it('HOST-48: of two tabs that wait the older one is told that the other one goes on', async () => {
    await host.client.host.setWaitingRoom(true);
    const userId = UserId.parse(randomUUID());
    const tabs = [person({ userId }), person({ userId })] as const;
    for (const tab of tabs) {
      await tab.enterWarm();
      await tab.client.join({ name: 'Eve' });
      await tab.untilPhase('waitingRoom');
    }
    expect(await tabs[0].untilPhase('ended')).toEqual({ state: 'ended', reason: 'takenOver' });
    await host.client.host.admit('all');
    await tabs[1].untilPhase('joined');
  });

  it('HOST-30: who is removed is told so, and the way back is closed', async () => {
    const userId = UserId.parse(randomUUID());
    const eve = person({ userId });
    await eve.join({ name: 'Eve' });
    await host.client.host.removeParticipant(idOf(eve), { keepOut: true });
    expect(await eve.untilPhase('ended')).toEqual({ state: 'ended', reason: 'removed' });
    await eve.client.enter();
    expect(await eve.untilPhase('failed')).toEqual({ state: 'failed', code: 'removedFromMeeting' });
    const [ban] = await waitFor('the removed', () =>
      host.snapshot.door?.banned.length === 1 ? host.snapshot.door.banned : undefined,
    );
    await host.client.host.letBackIn(ban!.banId);
    const back = person({ userId });
    // The row of the peer that was removed goes after the person was told.
    await waitUntil('the seat to be free', async () => (await back.web.seat())?.occupied === false);
    await back.join({ name: 'Eve' });
    expect(back.snapshot.phase.state).toBe('joined');
  });

  it('HOST-40: a locked meeting says so at its door', async () => {
    await host.client.host.setLocked(true);
    const eve = person();
    await eve.client.enter();
    expect(await eve.untilPhase('failed')).toEqual({ state: 'failed', code: 'meetingLocked' });
  });

  it('HOST-20: a new cohost has the tools at once, and the door; a participant is forbidden', async () => {
    await expect(bob.client.host.muteAll()).rejects.toMatchObject({ code: 'forbidden' });
    await host.client.host.setRole(idOf(bob), 'cohost');
    await waitUntil('Bob to be a cohost', () => bob.snapshot.self?.role === 'cohost');
    await waitUntil('the door', () => bob.snapshot.door !== undefined);
    await bob.client.host.raiseHand(true);
    await waitUntil('the hand', () => Object.keys(host.snapshot.roomState.hands).length === 1);
    await host.client.host.handOver(idOf(bob));
    await waitUntil(
      'one host',
      () => bob.snapshot.self?.role === 'host' && host.snapshot.self?.role === 'cohost',
    );
  });

  it('HOST-50: ended for all, everybody is told, and the promise of who asked is kept', async () => {
    await host.client.host.endMeeting();
    for (const each of [host, bob]) {
      expect(await each.untilPhase('ended')).toEqual({ state: 'ended', reason: 'ended' });
    }
    const eve = person();
    await eve.client.enter();
    expect(await eve.untilPhase('ended')).toEqual({ state: 'ended', reason: 'ended' });
  });
});
