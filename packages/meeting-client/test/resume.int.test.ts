import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { AppError, BROWSER_SEAT, defaultLimits, ServerEpoch, wireLimits } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestPerson } from './TestPerson.ts';

const limits = { ...defaultLimits, peerWithoutSocketMs: 2000 };

/** Not those that only ask whether the server lives, while the socket is gone. */
const entersOf = ({ web }: TestPerson) => web.entered.filter(({ lost }) => lost?.resuming !== true);

describe('loss and return', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  const people: TestPerson[] = [];

  const joined = async (name: string) => {
    const person = new TestPerson({ local, meeting, limits });
    people.push(person);
    await person.join({ name });
    return person;
  };
  const room = () => local.server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId);

  const senderWorker = () =>
    local.server.pool.workers.find(({ routers }) =>
      routers.some(({ meetingId, counts }) => meetingId === meeting.meetingId && counts.producers > 0),
    );
  const kill = ({ pid }: { readonly pid: number }) => process.kill(pid, 'SIGKILL');

  beforeAll(async () => {
    local = await LocalServer.start({ limits, workers: 2 });
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(() => {
    for (const each of people.splice(0)) each.close();
  });
  afterAll(async () => {
    await local.close();
  });

  it('RESUME-2: a socket that breaks is opened again for the same peer, and no event is lost', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await ada.untilReceives(bob, 'camera');
    const peers = ada.snapshot.participants.map(({ peerId }) => peerId);
    const track = ada.client.track(ada.streamId(bob, 'camera'));
    ada.sockets.breakAll();
    await ada.untilConnection('reconnecting');
    const eve = await joined('Eve');
    await ada.untilConnection('connected');
    await ada.untilReceives(eve, 'camera');
    expect(ada.names).toEqual(['Ada', 'Bob', 'Eve']);
    expect(ada.snapshot.participants.map(({ peerId }) => peerId)).toEqual(expect.arrayContaining(peers));
    expect(ada.client.track(ada.streamId(bob, 'camera'))).toBe(track);
    expect(entersOf(ada)).toHaveLength(1);
  });

  it('RESUME-3: what was asked while the socket was gone is done when it is back', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await bob.untilReceives(ada, 'microphone');
    ada.sockets.breakAll();
    void ada.client.setMuted(true);
    await ada.client.setCameraOff(true);
    expect(ada.snapshot.self).toMatchObject({ muted: true, cameraOff: true });
    await waitUntil('Bob to see Ada muted and without camera', () =>
      bob.snapshot.participants.some(({ name, muted, cameraOff }) => name === 'Ada' && muted && cameraOff),
    );
  });

  it('RESUME-4: a client that was away for more events than are kept is told all anew', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await ada.untilReceives(bob, 'camera');
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    await ada.untilConnection('reconnecting');
    await bob.client.leave();
    for (let count = 0; count <= wireLimits.eventLogEntries; count += 1) {
      room()?.gathering.broadcast({ type: 'activeSpeakerChanged', participantId: null });
    }
    ada.sockets.reachable = true;
    await ada.untilConnection('connected');
    await waitUntil('Ada alone', () => ada.names.join() === 'Ada');
    expect(ada.snapshot.streams.size).toBe(0);
    expect(ada.sockets.texts.some((text) => text.includes('"resynced"'))).toBe(true);
    expect(entersOf(ada)).toHaveLength(1);
  });

  it('RESUME-5: a peer that is gone is followed by another one in the same seat, as muted as before', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await ada.client.setMuted(true);
    const before = ada.snapshot.self?.participantId;
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    await waitUntil('the server to give Ada up', () => bob.names.join() === 'Bob');
    ada.sockets.reachable = true;
    await ada.untilBackAfter('rejoining');
    expect(ada.snapshot.self).toMatchObject({ participantId: before, muted: true, cameraOff: false });
    await ada.untilReceives(bob, 'camera');
    await bob.untilReceives(ada, 'camera');
    expect(ada.localMedia.microphoneTrack?.enabled).toBe(false);
    expect(ada.web.entered.at(-1)).toMatchObject({ heldSeatEpoch: 1, lost: { epoch: local.server.epoch } });
  });

  it('RESUME-6, RECOVER-27 (003-31): when a worker dies, everybody on it gets other media, as the same peer, as muted as before', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await ada.client.setMuted(true);
    const before = await Promise.all([
      ada.untilReceives(bob, 'camera'),
      bob.untilReceives(ada, 'microphone'),
    ]);
    const peersOf = ({ snapshot }: TestPerson) => snapshot.participants.map(({ peerId }) => peerId);
    const [peers, sockets] = [peersOf(ada), ada.sockets.opened];
    kill(await waitFor('the room’s worker', senderWorker));
    await Promise.all([ada.untilBackAfter('renewing'), bob.untilBackAfter('renewing')]);
    await waitUntil('both to send again', () => {
      const camera = ada.snapshot.streams.get(before[0].streamId);
      const microphone = bob.snapshot.streams.get(before[1].streamId);
      const isNew =
        camera?.producerId !== before[0].producerId && camera?.consumerId !== before[0].consumerId;
      return isNew && microphone?.producerId !== before[1].producerId && microphone?.paused === true;
    });
    expect(peersOf(ada)).toEqual(peers);
    expect(ada.snapshot.self).toMatchObject({ muted: true, cameraOff: false });
    expect(ada.localMedia.microphoneTrack?.enabled).toBe(false);
    expect([ada.sockets.opened, entersOf(ada).length]).toEqual([sockets, 1]);
    await waitUntil('nobody to reconnect', () =>
      bob.snapshot.participants.every(({ connection }) => connection === 'connected'),
    );
  });

  it('RECOVER-23: a socket that breaks while media are renewed loses nothing', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    const before = await ada.untilReceives(bob, 'camera');
    const hers = await bob.untilReceives(ada, 'camera');
    const peers = ada.snapshot.participants.map(({ peerId }) => peerId);
    kill(await waitFor('the room’s worker', senderWorker));
    await ada.untilConnection('renewing');
    ada.sockets.breakAll();
    await waitUntil('other producers of both', () => {
      const isNew = ada.snapshot.streams.get(before.streamId)?.producerId !== before.producerId;
      return isNew && bob.snapshot.streams.get(hers.streamId)?.producerId !== hers.producerId;
    });
    await ada.untilConnection('connected');
    expect(ada.snapshot.participants.map(({ peerId }) => peerId)).toEqual(peers);
    expect(entersOf(ada)).toHaveLength(1);
    await waitUntil('the transports of two people', () => local.transportsOf(meeting) === 4);
  });

  it('RECOVER-28: a tile keeps its picture and its place until the next one is there', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    const { streamId } = await ada.untilReceives(bob, 'camera');
    const seen: string[] = [];
    ada.client.subscribe(() => {
      const { streams, participants } = ada.snapshot;
      seen.push(`${participants.length} ${streams.get(streamId)?.trackId === undefined ? 'gone' : 'shown'}`);
    });
    kill(await waitFor('the room’s worker', senderWorker));
    await Promise.all([ada.untilBackAfter('renewing'), bob.untilBackAfter('renewing')]);
    await waitUntil('four transports of living workers', () => local.transportsOf(meeting) === 4);
    expect(new Set(seen)).toEqual(new Set(['2 shown']));
  });

  it('RECOVER-29: what is muted or turned off while there are no media counts when there are', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    await bob.untilReceives(ada, 'camera');
    kill(await waitFor('the room’s worker', senderWorker));
    await ada.untilConnection('renewing');
    await Promise.all([ada.client.setMuted(true), ada.client.setCameraOff(true)]);
    await ada.untilBackAfter('renewing');
    await waitUntil('Bob to see Ada muted and without camera', () => {
      const hers = bob.snapshot.participants.find(({ name }) => name === 'Ada');
      return hers?.connection === 'connected' && hers.muted && hers.cameraOff;
    });
    // The next producer may have been made just before.
    await waitUntil('no picture of hers', () => {
      return bob.snapshot.streams.get(bob.streamId(ada, 'camera'))?.paused !== false;
    });
  });

  it('RECOVER-30: a lobby whose worker dies is prepared again, unseen, and joined from', async () => {
    const bob = await joined('Bob');
    const ada = new TestPerson({ local, meeting, limits });
    people.push(ada);
    await ada.enterWarm();
    kill(await waitFor('the room’s worker', senderWorker));
    await waitUntil(
      'a cold lobby',
      () => ada.sockets.requests.filter((path) => path === 'prepare').length === 2,
    );
    await ada.untilWarm();
    await ada.client.join({ name: 'Ada' });
    await Promise.all([bob.untilReceives(ada, 'camera'), ada.untilReceives(bob, 'camera')]);
    expect(entersOf(ada)).toHaveLength(1);
  });

  it('RECOVER-31: what is written meanwhile is stored once, and what others wrote is read', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    kill(await waitFor('the room’s worker', senderWorker));
    await ada.untilConnection('renewing');
    ada.client.sendChat('still there?');
    await Promise.all([ada.untilBackAfter('renewing'), bob.untilBackAfter('renewing')]);
    expect(ada.snapshot.chat.entries.map(({ message }) => message)).toEqual(['still there?']);
  });

  it('RESUME-7: a server that started anew has nothing to resume: the client asks, and joins again', async () => {
    const ada = await joined('Ada');
    const entered = await waitFor('an answer', async () => {
      const answer = await ada.web.enter({ slug: meeting.slug, seatKey: BROWSER_SEAT });
      return answer.result === 'entered' ? answer : undefined;
    });
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    await ada.untilConnection('reconnecting');
    const server = { ...entered.server, epoch: ServerEpoch.parse(entered.server.epoch + 1) };
    ada.web.answers.push(AppError.databaseUnavailable(), { ...entered, server });
    await ada.untilConnection('rejoining');
    ada.sockets.reachable = true;
    await ada.untilBackAfter('rejoining');
    expect(ada.names).toEqual(['Ada']);
  });

  it('RESUME-12: who was sent to a server that was started again meanwhile is sent anew', async () => {
    const ada = await joined('Ada');
    const entered = await waitFor('an answer', async () => {
      const answer = await ada.web.enter({ slug: meeting.slug, seatKey: BROWSER_SEAT });
      return answer.result === 'entered' ? answer : undefined;
    });
    const serverEpoch = ServerEpoch.parse(entered.server.epoch + 1);
    const server = { ...entered.server, epoch: serverEpoch };
    const token = await local.token(meeting, { change: { serverEpoch } });
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    await ada.untilConnection('reconnecting');
    ada.web.answers.push({ ...entered, server }, { ...entered, server, token });
    await ada.untilConnection('rejoining');
    ada.sockets.reachable = true;
    await ada.untilBackAfter('rejoining');
    expect([ada.names, ada.web.answers]).toEqual([['Ada'], []]);
  });

  it('RESUME-8: a meeting that ended meanwhile is over, with all devices released', async () => {
    const ada = await joined('Ada');
    ada.sockets.reachable = false;
    ada.sockets.breakAll();
    ada.web.answers.push({ result: 'ended' });
    expect(await ada.untilPhase('ended')).toEqual({ state: 'ended', reason: 'ended' });
    expect(ada.localMedia.cameraTrack).toBeUndefined();
    expect(ada.environment.locks.held).toEqual([]);
  });

  it('RESUME-11: a socket through which nothing comes is left, whether its goodbye is answered or not', async () => {
    const [ada, bob] = [await joined('Ada'), await joined('Bob')];
    const before = ada.sockets.opened;
    ada.sockets.silenceAll();
    ada.environment.setOnline(true);
    await waitUntil('a new socket', () => ada.sockets.opened > before);
    await ada.untilBackAfter('reconnecting');
    await ada.client.setMuted(true);
    await waitUntil('Bob to see Ada muted', () =>
      bob.snapshot.participants.some(({ name, muted }) => name === 'Ada' && muted),
    );
    expect([ada.sockets.opened, ada.web.entered.length]).toEqual([before + 1, 1]);
  });

  it('RESUME-9: a network that comes back is used at once', async () => {
    const ada = await joined('Ada');
    const before = ada.sockets.opened;
    ada.environment.setOnline(true);
    await waitUntil('a new socket', () => ada.sockets.opened > before);
    await waitUntil('an ICE restart of both transports', () => {
      const restarts = ada.sockets.requests.filter((path) => path === 'restartIce');
      return restarts.length === 2;
    });
    await ada.untilConnection('connected');
    expect(entersOf(ada)).toHaveLength(1);
  });
});

describe('a full server', () => {
  let local: LocalServer;

  beforeAll(async () => {
    // Room for one person, or for two who send nothing.
    local = await LocalServer.start({ media: { maxConsumersPerWorker: 3 } });
  });
  afterAll(async () => {
    await local.close();
  });

  it('JOIN-16: it is waited for, and whoever clicked Join gets in when there is room', async () => {
    const meeting = await local.createMeeting();
    const [ada, bob] = [0, 1].map(() => new TestPerson({ local, meeting })) as [TestPerson, TestPerson];
    await ada.join({ name: 'Ada' });
    await waitUntil('Ada to send', () => local.counts.producers === 2);
    await bob.enterWarm();
    const joining = bob.client.join({ name: 'Bob' });
    await bob.untilPhase('waitingForServer');
    expect(bob.web.entered.map(({ avoid }) => avoid)).toContainEqual([local.server.serverId]);
    await ada.client.leave();
    await joining;
    expect(bob.snapshot.phase).toEqual({ state: 'joined', connection: 'connected' });
    expect(bob.names).toEqual(['Bob']);
    ada.close();
    bob.close();
  });
});
