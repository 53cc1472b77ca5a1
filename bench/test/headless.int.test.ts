import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { ProducerId, type Source } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeadlessParticipant } from '../src/index.ts';
import { People, sentLayers, streamOf, untilReceives } from './People.ts';

describe('headless participants', () => {
  const people = new People();
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    // Whoever vanishes is soon forgotten, with all timers that the server has for them.
    local = await LocalServer.start({ limits: { peerWithoutSocketMs: 300, peerPageGoneMs: 300 } });
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(() => {
    people.closeAll();
  });
  afterAll(async () => {
    await local.close();
  });

  const join = (name: string, options: Omit<Parameters<People['join']>[2], 'name'> = {}) =>
    people.join(local, meeting, { name, ...options });

  /** The event that the server sends when demand for a producer changes. */
  const changeDemand = (sender: HeadlessParticipant, receiver: HeadlessParticipant, spatialLayer: number) => {
    const stream = [...receiver.snapshot.streams.values()].find(
      ({ source, participantId }) =>
        source === 'camera' && participantId === sender.snapshot.self?.participantId,
    );
    const producerId = ProducerId.parse(stream?.producerId);
    const room = local.server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId);
    room?.gathering.broadcast({ type: 'demandChanged', producerId, spatialLayer });
  };

  it('LOAD-1: four receive everybody’s sound and picture, without a break (001-12)', async () => {
    const four = [await join('Ada'), await join('Bob'), await join('Eve'), await join('Max')];
    for (const receiver of four) {
      for (const sender of four.filter((other) => other !== receiver)) {
        const sound = await untilReceives([receiver, sender, 'microphone'], ({ packets }) => packets >= 10);
        const picture = await untilReceives([receiver, sender, 'camera'], ({ frames }) => frames >= 5);
        expect(sound).toMatchObject({ sequenceBreaks: 0, lost: 0 });
        expect(picture).toMatchObject({ sequenceBreaks: 0, lost: 0, pictureBreaks: 0 });
      }
    }
  });

  it('LOAD-2: the layer follows the tile and the chosen quality, and no frame is missed', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob', { send: { layers: 0 } })];
    const { streamId } = await untilReceives([bob, ada, 'camera'], ({ width }) => width === 320);
    bob.draw({ width: 1280, height: 720 }, streamId);
    await untilReceives([bob, ada, 'camera'], ({ width }) => width === 1280);
    bob.draw({ quality: 'medium' }, streamId);
    await untilReceives([bob, ada, 'camera'], ({ width }) => width === 640);
    bob.draw({ quality: 'low' });
    bob.draw({ quality: 'low' }, streamId);
    const { frames } = await untilReceives([bob, ada, 'camera'], ({ width }) => width === 320);
    const later = await untilReceives([bob, ada, 'camera'], (stream) => stream.frames > frames + 3);
    expect(later).toMatchObject({ sequenceBreaks: 0, lost: 0, pictureBreaks: 0 });
  });

  it('LOAD-2: a hidden tile brings nothing, and a shown one begins with a key frame', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    const { keyFrames } = await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 0);
    bob.draw({ visible: false });
    await untilReceives([bob, ada, 'camera'], ({ silentMs = 0 }) => silentMs > 600);
    bob.draw({ visible: true });
    await untilReceives([bob, ada, 'camera'], (stream) => stream.keyFrames > keyFrames);
  });

  it('LOAD-4, DEMAND-1: demand stops layers, and one that is wanted again begins with a key frame', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob', { send: { layers: 0 } })];
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 0);
    const active = () => sentLayers(ada, 'camera').map((layer) => layer.active);
    expect(active()).toEqual([true, true, true]);
    changeDemand(ada, bob, 0);
    await waitUntil('one layer', () => active().join() === 'true,false,false');
    changeDemand(ada, bob, -1);
    await waitUntil('no layer', () => active().join() === 'false,false,false');
    const stopped = sentLayers(ada, 'camera').map(({ frames }) => frames);
    await untilReceives([bob, ada, 'camera'], ({ silentMs = 0 }) => silentMs > 600);
    expect(sentLayers(ada, 'camera').map(({ frames }) => frames)).toEqual(stopped);
    const [{ keyFrames } = { keyFrames: 0 }] = sentLayers(ada, 'camera');
    const before = streamOf(bob, ada, 'camera');
    changeDemand(ada, bob, 0);
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > (before?.frames ?? 0) + 2);
    const [low, ...higher] = sentLayers(ada, 'camera');
    expect(low?.keyFrames).toBeGreaterThan(keyFrames);
    expect(higher.map(({ frames }) => frames)).toEqual(stopped.slice(1));
    expect(streamOf(bob, ada, 'camera')).toMatchObject({ sequenceBreaks: 0, lost: 0, pictureBreaks: 0 });
  });

  it('LOAD-5: a key frame that is asked for is sent', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob', { send: { layers: 0 } })];
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 3);
    const [before] = sentLayers(ada, 'camera');
    bob.draw({ visible: false });
    await untilReceives([bob, ada, 'camera'], ({ silentMs = 0 }) => silentMs > 600);
    // The server asks for one when a consumer goes on.
    bob.draw({ visible: true });
    await waitUntil('a key frame', () => {
      const [low] = sentLayers(ada, 'camera');
      return (
        low!.keyFramesAsked > before!.keyFramesAsked &&
        low!.keyFrames - before!.keyFrames === low!.keyFramesAsked - before!.keyFramesAsked
      );
    });
  });

  it('PRODUCE-14: two requests for a key frame in a row both reach the sender, no sooner than a browser answers the second', async () => {
    const ada = await join('Ada', { send: { layers: 1 } });
    const [router] = local.server.pool.workers
      .flatMap((worker) => worker.routers)
      .filter(({ meetingId }) => meetingId === meeting.meetingId);
    const consumers: { readonly kind: string; requestKeyFrame(): Promise<void> }[] = [];
    router!.router.observer.on('newtransport', (transport) =>
      transport.observer.on('newconsumer', (consumer) => consumers.push(consumer)),
    );
    const bob = await join('Bob', { send: { layers: 0 } });
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 3);
    const picture = await waitFor('the consumer', () => consumers.find(({ kind }) => kind === 'video'));
    const asked = () => sentLayers(ada, 'camera')[0]!.keyFramesAsked;
    const before = asked();
    const began = performance.now();
    for (const count of [1, 2]) {
      await picture.requestKeyFrame();
      await waitUntil('a request', () => asked() === before + count);
    }
    expect(performance.now() - began).toBeGreaterThan(300);
  });

  it('LOAD-6: packets that are lost on their way are sent again, and the receiver misses none', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob', { send: { layers: 0 } })];
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 3);
    ada.lose('camera', 1);
    await waitUntil('packets sent again', () => sentLayers(ada, 'camera').some(({ resent }) => resent > 0));
    const { frames } = await untilReceives([bob, ada, 'camera']);
    const later = await untilReceives([bob, ada, 'camera'], (stream) => stream.frames > frames + 3);
    expect(later).toMatchObject({ lost: 0 });
  });

  it('LOAD-7: chat arrives over SCTP, in both directions', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    ada.sendChat('Hello');
    const texts = ({ chat }: HeadlessParticipant) => chat.entries.map(({ message }) => message).join();
    await waitUntil('the message', () => texts(bob) === 'Hello');
    bob.sendChat('Hi');
    await waitUntil('the answer', () => texts(ada) === 'Hello,Hi');
    expect(ada.chat.entries.every(({ state }) => state === 'stored')).toBe(true);
  });

  it('LOAD-8: a screen is shared with its sound, and ends', async () => {
    const [ada, bob] = [await join('Ada', { send: { layers: 0 } }), await join('Bob')];
    await ada.startScreenShare();
    await untilReceives([bob, ada, 'screen'], ({ frames, width }) => frames > 2 && width === 1280);
    await untilReceives([bob, ada, 'screenAudio']);
    await ada.stopScreenShare();
    await waitUntil('no screen', () => streamOf(bob, ada, 'screen') === undefined);
  });

  it('LOAD-9: what is set is what is sent', async () => {
    const bob = await join('Bob', { send: { audio: false, layers: 0 } });
    const ada = await join('Ada', { send: { audio: false, layers: 2, fps: 10 } });
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 3);
    expect(sentLayers(ada, 'camera').map(({ width }) => width)).toEqual([320, 640]);
    expect(bob.report().received.map(({ source }) => source)).toEqual(['camera']);
    expect(bob.report().sent).toEqual([]);
    expect(ada.report().received).toEqual([]);
  });

  it.each([
    { receive: 'audio', flowing: ['microphone'] },
    { receive: 'none', flowing: [] },
  ] as const)('LOAD-9: who receives “$receive” gets that', async ({ receive, flowing }) => {
    const ada = await join('Ada');
    const bob = await join('Bob', { receive });
    const eve = await join('Eve');
    const sources: readonly Source[] = ['camera', 'microphone'];
    for (const sender of [ada, eve]) {
      for (const source of sources) await untilReceives([sender === ada ? eve : ada, sender, source]);
      for (const source of flowing) await untilReceives([bob, sender, source]);
      const silent = sources.filter((source) => !flowing.some((each) => each === source));
      for (const source of silent) expect(streamOf(bob, sender, source)?.packets).toBe(0);
    }
  });

  it('LOAD-10: only who asks for transport-cc has it negotiated', async () => {
    const ada = await join('Ada');
    const without = await join('Bob');
    const asking = await join('Eve', { transportCc: true });
    for (const [receiver, wanted] of [
      [without, false],
      [asking, true],
    ] as const) {
      const { streamId } = await untilReceives([receiver, ada, 'camera']);
      const consumerId = receiver.snapshot.streams.get(streamId)?.consumerId;
      const dump = await local.consumerOf(await waitFor('a consumer', () => consumerId));
      const feedback = dump.rtpParameters.codecs.flatMap(({ rtcpFeedback = [] }) => rtcpFeedback);
      expect(feedback.some(({ type }) => type === 'transport-cc')).toBe(wanted);
      expect(feedback.some(({ type }) => type === 'goog-remb')).toBe(false);
    }
  });

  it('LOAD-16: who speaks is heard, and is the active speaker', async () => {
    const send = { layers: 0, opusFrameMs: 20 } as const;
    const [ada, bob] = [await join('Ada', { send }), await join('Bob', { send })];
    const idOf = (person: HeadlessParticipant) => person.snapshot.self!.participantId;
    await untilReceives([bob, ada, 'microphone'], ({ packets }) => packets > 30);
    expect(bob.client.volume(idOf(ada))).toBe(0);
    ada.setVoiceLevel(20);
    await waitUntil('Ada to be heard', () => bob.client.volume(idOf(ada)) > 0);
    await waitUntil('Ada to be the speaker', () => bob.snapshot.activeSpeaker === idOf(ada));
    ada.setVoiceLevel(127);
    bob.setVoiceLevel(20);
    await waitUntil('Bob to be heard', () => ada.client.volume(idOf(bob)) > 0);
    await waitUntil('Bob to be the speaker', () => ada.snapshot.activeSpeaker === idOf(bob));
  });

  it('LOAD-22: who has to be let in waits for the answer', async () => {
    const host = await join('Host', { userId: meeting.hostUserId });
    await host.client.host.setWaitingRoom(true);
    const isWaiting = (name: string) =>
      waitUntil(`${name} before the door`, () =>
        (host.snapshot.door?.waiting ?? []).some((person) => person.name === name),
      );
    const bob = join('Bob');
    await isWaiting('Bob');
    await host.client.host.admit('all');
    expect((await bob).snapshot.phase).toMatchObject({ state: 'joined' });
    const refused = join('Eve').catch((error: unknown) => error);
    await isWaiting('Eve');
    await host.client.host.refuse('all');
    expect(await refused).toMatchObject({ code: 'wrongState', details: { state: 'refused' } });
  });

  it('LOAD-11: who left or was closed leaves no timer and no socket', async () => {
    const resources = () =>
      process.getActiveResourcesInfo().filter((name) => /Timeout|UDP|TCPSocket/.test(name));
    const untilForgotten = () => waitUntil('no room', () => local.counts.rooms === 0 && local.sockets === 0);
    const eve = await join('Eve');
    await eve.leave();
    await untilForgotten();
    const before = resources().length;
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    await untilReceives([bob, ada, 'camera']);
    expect(resources().length).toBeGreaterThan(before);
    await ada.leave();
    bob.close();
    await untilForgotten();
    await waitUntil('what was there before', () => resources().length <= before);
  });
});
