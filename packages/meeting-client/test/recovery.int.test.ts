import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { AppError, BROWSER_SEAT, defaultLimits, ServerEpoch } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Recovery } from '../src/index.ts';
import { TestPerson } from './TestPerson.ts';

describe('what is said of a loss, and done about it', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  const people: TestPerson[] = [];

  beforeAll(async () => {
    local = await LocalServer.start({});
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(() => {
    for (const person of people.splice(0)) person.close();
  });
  afterAll(async () => {
    await local.close();
  });

  const joined = async (name: string): Promise<TestPerson> => {
    const limits = { ...defaultLimits, peerWithoutSocketMs: 2000 };
    const person = new TestPerson({ local, meeting, limits });
    people.push(person);
    await person.join({ name });
    return person;
  };
  const recovers = (person: TestPerson, state: Recovery['state']) =>
    waitFor(`${state} (is ${person.snapshot.recovery?.state})`, () =>
      person.snapshot.recovery?.state === state ? person.snapshot.recovery : undefined,
    );

  it('RECOVER-2: a lost socket, a web app that does not answer, no server, and all is well again', async () => {
    const ada = await joined('Ada');
    expect(ada.snapshot.recovery).toBeUndefined();
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    await recovers(ada, 'reconnecting');
    ada.web.answers.push(AppError.databaseUnavailable());
    expect(await recovers(ada, 'waiting')).toMatchObject({ why: 'noAnswer' });
    ada.web.answers.push({ result: 'noServer', retryAfterMs: 60_000 });
    ada.client.tryNow();
    const { retryAt } = await waitFor('the time of the next attempt', () => {
      const { recovery } = ada.snapshot;
      return recovery?.state === 'waiting' && recovery.why === 'noServer' ? recovery : undefined;
    });
    expect(retryAt - Date.now()).toBeGreaterThan(50_000);
    ada.sockets.reachable = true;
    ada.client.tryNow();
    await ada.untilConnection('connected');
    expect(ada.snapshot.recovery).toBeUndefined();
    // The same peer: nobody had to take the seat again.
    expect(ada.snapshot.self && ada.connections).toEqual(['connected', 'reconnecting', 'connected']);
  });

  it('RECOVER-4: who does not want to wait for a server is asked for at once, and joins', async () => {
    const ada = new TestPerson({ local, meeting });
    people.push(ada);
    ada.web.answers.push({ result: 'noServer', retryAfterMs: 60_000 });
    void ada.client.enter();
    await ada.untilPhase('waitingForServer');
    ada.client.tryNow();
    await ada.untilPhase('lobby');
    expect(ada.web.entered).toHaveLength(2);
  });

  it('RECOVER-2: without a network that is said, and nothing else; with one all is well', async () => {
    const ada = await joined('Ada');
    ada.sockets.reachable = false;
    ada.environment.setOnline(false);
    await recovers(ada, 'offline');
    await waitUntil('attempts that come to nothing', () => ada.sockets.opened >= 3);
    ada.sockets.reachable = true;
    ada.environment.setOnline(true);
    await ada.untilConnection('connected');
    expect(ada.snapshot.recovery).toBeUndefined();
  });

  it('RECOVER-2: a server that is gone is left for another one', async () => {
    const ada = await joined('Ada');
    ada.sockets.reachable = false;
    const { server } = await waitFor('an answer', async () => {
      const answer = await ada.web.enter({ slug: meeting.slug, seatKey: BROWSER_SEAT });
      return answer.result === 'entered' ? answer : undefined;
    });
    const next = { ...server, epoch: ServerEpoch.parse(server.epoch + 1) };
    const entered = await ada.web.enter({ slug: meeting.slug, seatKey: BROWSER_SEAT });
    if (entered.result !== 'entered') throw new Error(entered.result);
    ada.web.answers.push({ ...entered, server: next }, { result: 'noServer', retryAfterMs: 60_000 });
    ada.sockets.breakAll();
    ada.client.tryNow();
    expect(await recovers(ada, 'waiting')).toMatchObject({ why: 'noServer' });
    expect(ada.connections.at(-1)).toBe('rejoining');
    ada.sockets.reachable = true;
    ada.client.tryNow();
    await ada.untilConnection('connected');
    expect(ada.names).toEqual(['Ada']);
  });

  it('RECOVER-6: who came to another server first sees the others as on their way, without a gap', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await ada.untilReceives(bob, 'camera');
    const entered = await ada.web.enter({ slug: meeting.slug, seatKey: BROWSER_SEAT });
    if (entered.result !== 'entered') throw new Error(entered.result);
    const names = new Set<string>();
    ada.client.subscribe(() => names.add(ada.names.join()));
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    // Nobody can tell her that he has left: he might have lost the same server.
    await bob.client.leave();
    const next = { ...entered.server, epoch: ServerEpoch.parse(entered.server.epoch + 1) };
    ada.web.answers.push(...[1, 2].map(() => ({ ...entered, server: next })));
    ada.client.tryNow();
    await ada.untilConnection('rejoining');
    ada.sockets.reachable = true;
    await ada.untilConnection('connected');
    const tile = ada.snapshot.participants.find(({ name }) => name === 'Bob');
    expect(tile?.connection).toBe('reconnecting');
    expect([...names]).toEqual(['Ada,Bob']);
    await waitUntil('Bob’s tile to go', () => ada.names.join() === 'Ada');
  });
});
