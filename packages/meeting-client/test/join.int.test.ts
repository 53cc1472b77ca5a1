import { randomUUID } from 'node:crypto';
import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { AppError, defaultLimits, UserId } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeEnvironment } from '../src/testing/FakeEnvironment.ts';
import { TestPerson, type TestPersonOptions } from './TestPerson.ts';

describe('joining', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  const people: TestPerson[] = [];

  const person = (options: Partial<TestPersonOptions> = {}) => {
    const made = new TestPerson({ local, meeting, ...options });
    people.push(made);
    return made;
  };

  beforeAll(async () => {
    local = await LocalServer.start();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(async () => {
    for (const each of people.splice(0)) each.close();
  });
  afterAll(async () => {
    await local.close();
  });

  it('JOIN-1: from a warm lobby the receive path waits for one round trip, whatever the number of people', async () => {
    const [ada, bob] = [person(), person()];
    await ada.join({ name: 'Ada' });
    await bob.join({ name: 'Bob' });
    await ada.untilReceives(bob, 'camera');
    const eve = person();
    await eve.enterWarm();
    eve.sockets.startCounting();
    await eve.client.join({ name: 'Eve' });
    for (const sender of [ada, bob]) {
      await eve.untilReceives(sender, 'camera');
      await eve.untilReceives(sender, 'microphone');
    }
    await waitUntil('resumeConsumer', () => eve.sockets.requests.includes('resumeConsumer'));
    expect(eve.sockets.roundTripsBefore('resumeConsumer')).toBe(1);
    expect(eve.sockets.requests[0]).toBe('join');
    expect(eve.names).toEqual(['Ada', 'Bob', 'Eve']);
  });

  it('JOIN-3: nothing that is sent delays what is received', async () => {
    const [ada, eve] = [person(), person()];
    await ada.join({ name: 'Ada' });
    await eve.enterWarm();
    eve.sockets.startCounting();
    await eve.client.join({ name: 'Eve' });
    await ada.untilReceives(eve, 'camera');
    const { requests } = eve.sockets;
    expect(requests.lastIndexOf('resumeConsumer')).toBeLessThan(requests.indexOf('produce'));
  });

  it('JOIN-4: the token and the resume token are in no URL, and only in the first frame of a socket', async () => {
    const ada = person();
    await ada.join({ name: 'Ada' });
    const credentials = ada.sockets.texts.filter((text) => text.includes('connectionParams'));
    expect(credentials).toHaveLength(1);
    expect(ada.sockets.texts[0]).toBe(credentials[0]);
  });

  it('JOIN-5: another tab in the seat is asked about; "Switch to this tab" takes it over', async () => {
    const userId = UserId.parse(randomUUID());
    const first = person({ userId });
    await first.join({ name: 'Ada' });
    const second = person({ userId });
    await second.enterWarm();
    expect(second.snapshot.phase).toMatchObject({ state: 'lobby', seat: { occupied: true, name: 'Ada' } });
    await second.client.join({ name: 'Ada' });
    expect(await second.untilPhase('lobby')).toMatchObject({ seat: { occupied: true } });
    await second.client.join({ name: 'Ada', takeOver: true });
    await second.untilPhase('joined');
    expect(await first.untilPhase('ended')).toEqual({ state: 'ended', reason: 'takenOver' });
    expect(first.localMedia.cameraTrack).toBeUndefined();
    expect(second.names).toEqual(['Ada']);
    // The first tab does not come back by itself.
    expect(first.web.entered).toHaveLength(1);
  });

  it('JOIN-6: a reload comes back to the same seat without asking, and as muted as it was', async () => {
    const userId = UserId.parse(randomUUID());
    const environment = new FakeEnvironment();
    const [before, bob] = [person({ userId, environment }), person()];
    await bob.join({ name: 'Bob' });
    await before.join({ name: 'Ada' });
    await before.client.setMuted(true);
    const seat = before.snapshot.self?.participantId;
    await waitUntil('Bob to see Ada muted', () =>
      bob.snapshot.participants.some(({ name, muted }) => name === 'Ada' && muted),
    );
    await waitUntil('the seat to be stored as muted', async () => (await before.web.seat())?.muted === true);
    before.close();
    const after = person({ userId, environment });
    await after.enterWarm();
    expect(after.snapshot.phase).toMatchObject({ seat: { occupied: false, muted: true, name: 'Ada' } });
    await after.client.join({ name: 'Ada' });
    expect(after.snapshot.self).toMatchObject({ participantId: seat, muted: true });
    expect(after.localMedia.microphoneTrack?.enabled).toBe(false);
    await waitUntil('Bob to see one Ada', () => bob.names.join() === 'Ada,Bob');
  });

  it('JOIN-8: "Join as another person" takes a seat of its own', async () => {
    const userId = UserId.parse(randomUUID());
    const [first, second] = [person({ userId }), person({ userId })];
    await first.join({ name: 'Ada' });
    await second.client.enter();
    await second.client.enterAsAnother();
    expect(await second.untilPhase('lobby')).toMatchObject({ seat: { occupied: false } });
    await second.client.join({ name: 'Ada too' });
    await waitUntil('both', () => first.names.join() === 'Ada,Ada too');
    expect(first.snapshot.phase).toEqual({ state: 'joined', connection: 'connected' });
  });

  it('JOIN-10: without camera and microphone one joins all the same, and may turn them on later', async () => {
    const [ada, bob] = [person(), person()];
    await bob.join({ name: 'Bob' });
    ada.localMedia.broken.add('camera').add('microphone');
    await ada.join({ name: 'Ada' });
    expect(ada.snapshot.self).toMatchObject({ muted: true, cameraOff: true });
    await ada.untilReceives(bob, 'camera');
    ada.localMedia.broken.clear();
    await ada.client.setCameraOff(false);
    await ada.client.setMuted(false);
    await bob.untilReceives(ada, 'camera');
    await bob.untilReceives(ada, 'microphone');
    expect(ada.snapshot.self).toMatchObject({ muted: false, cameraOff: false });
    await waitUntil('Bob to see both on', () =>
      bob.snapshot.participants.some(({ name, muted, cameraOff }) => name === 'Ada' && !muted && !cameraOff),
    );
  });

  it('JOIN-11: a name that is refused leaves the person in the lobby, which is warm again', async () => {
    const ada = person();
    await ada.enterWarm();
    await expect(ada.client.join({ name: '   ' })).rejects.toMatchObject({ code: 'invalidName' });
    await ada.untilWarm();
    await ada.client.join({ name: 'Ada' });
    await ada.untilPhase('joined');
  });

  it('JOIN-15: a lobby whose server is not heard of is cold until it is', async () => {
    const ada = person();
    await ada.enterWarm();
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    await waitUntil('a cold lobby', () => {
      const { phase } = ada.snapshot;
      return phase.state === 'lobby' && !phase.warm;
    });
    ada.sockets.reachable = true;
    await ada.untilWarm();
  });

  it('JOIN-12: an unknown or ended meeting is a phase of its own', async () => {
    const [ada, bob] = [person(), person()];
    ada.web.answers.push({ result: 'notFound' });
    await ada.client.enter();
    expect(ada.snapshot.phase).toEqual({ state: 'failed', code: 'meetingNotFound' });
    bob.web.answers.push({ result: 'ended' });
    await bob.client.enter();
    expect(bob.snapshot.phase).toEqual({ state: 'ended', reason: 'ended' });
  });

  it('JOIN-13: with no server, or a web app out of reach, the lobby opens once there is one', async () => {
    const ada = person();
    ada.web.answers.push({ result: 'noServer', retryAfterMs: 50 }, AppError.databaseUnavailable());
    const entering = ada.client.enter();
    const { retryAt } = await ada.untilPhase('waitingForServer');
    expect(retryAt).toBeGreaterThan(Date.now() - 1000);
    await entering;
    expect(ada.snapshot.phase.state).toBe('lobby');
    expect(ada.web.entered).toHaveLength(3);
  });

  it('JOIN-14: leaving tells the others at once and releases the devices', async () => {
    const [ada, bob] = [person(), person()];
    await ada.join({ name: 'Ada' });
    await bob.join({ name: 'Bob' });
    await waitUntil('both', () => ada.names.join() === 'Ada,Bob');
    const { cameraTrack } = ada.localMedia;
    await ada.client.leave();
    expect(ada.snapshot.phase).toEqual({ state: 'ended', reason: 'left' });
    expect(cameraTrack?.readyState).toBe('ended');
    await waitUntil('Bob alone', () => bob.names.join() === 'Bob');
    expect(bob.snapshot.streams.size).toBe(0);
  });

  it('CLIENT-1: closing leaves no socket, no listener and nothing on the server', async () => {
    const ada = person();
    await ada.join({ name: 'Ada' });
    const sockets = ada.sockets.opened;
    ada.close();
    expect(ada.environment.listeners).toBe(0);
    await waitFor('the lock to be let go', () =>
      ada.environment.locks.held.length === 0 ? true : undefined,
    );
    ada.sockets.breakAll();
    expect(ada.sockets.opened).toBe(sockets);
  });

  it('CLIENT-1: a socket that is still opening is closed without an error on the console', async () => {
    const ada = person();
    await ada.client.enter();
    await Promise.resolve();
    expect(ada.sockets.states).toEqual([WebSocket.CONNECTING]);
    ada.close();
    await waitUntil('no socket', () => ada.sockets.states.every((state) => state === WebSocket.CLOSED));
    expect(ada.sockets.errors).toEqual([]);
  });

  it('CLIENT-2: the snapshot is the same object until something changes', async () => {
    const ada = person();
    await ada.join({ name: 'Ada' });
    const before = ada.snapshot;
    expect(ada.snapshot).toBe(before);
    await ada.client.setMuted(true);
    expect(ada.snapshot).not.toBe(before);
    expect(ada.snapshot.roomState).toBe(before.roomState);
    expect(ada.snapshot.streams).toBe(before.streams);
  });
});

describe('a lobby that nobody looks at', () => {
  const limits = { ...defaultLimits, prepareMs: 400, prepareKeepAliveMs: 100 };
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start({ limits });
    meeting = await local.createMeeting();
  });
  afterAll(async () => {
    await local.close();
  });

  const untilCold = (person: TestPerson) =>
    waitUntil('a cold lobby', () => person.snapshot.phase.state === 'lobby' && !person.snapshot.phase.warm);

  it('JOIN-2: from a cold lobby the receive path waits for at most three round trips', async () => {
    const [ada, eve] = [0, 1].map(() => new TestPerson({ local, meeting, limits })) as [
      TestPerson,
      TestPerson,
    ];
    await ada.join({ name: 'Ada' });
    await eve.enterWarm();
    eve.environment.show(false);
    await untilCold(eve);
    eve.sockets.startCounting();
    await eve.client.join({ name: 'Eve' });
    await eve.untilReceives(ada, 'camera');
    await waitUntil('resumeConsumer', () => eve.sockets.requests.includes('resumeConsumer'));
    expect(eve.sockets.requests).not.toContain('prepare');
    expect(eve.sockets.roundTripsBefore('resumeConsumer')).toBeLessThanOrEqual(3);
    ada.close();
    eve.close();
  });

  it('JOIN-15: it stays warm while it is in view, expires when it is not, and opens again, unseen, when it is', async () => {
    const ada = new TestPerson({ local, meeting, limits });
    await ada.enterWarm();
    await waitUntil('some marks of life', () => {
      const kept = ada.sockets.requests.filter((path) => path === 'keepPrepared');
      return kept.length > (2 * limits.prepareMs) / limits.prepareKeepAliveMs;
    });
    expect(ada.web.entered).toHaveLength(1);
    ada.environment.show(false);
    await untilCold(ada);
    expect(ada.web.entered).toHaveLength(1);
    ada.environment.show(true);
    await ada.untilWarm();
    expect(ada.web.entered).toHaveLength(2);
    ada.close();
  });
});
