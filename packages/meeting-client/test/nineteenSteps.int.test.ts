import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import type { StreamInfo } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StreamView } from '../src/index.ts';
import { installWebRtc, realDevice, TestTracks, TrackMeter } from './realMedia.ts';
import { ServerObserver } from './ServerObserver.ts';
import { TestPerson } from './TestPerson.ts';

/**
 * The guide's complete flow (source 004, part 11) with everything real: workers, Postgres, WebSockets, encoders, DTLS and
 * packets. A sends, the router forwards, B decodes. Each test is one or two of the 19 steps and stands on those before.
 */
describe('the complete flow in 19 steps (004-73..88)', () => {
  const uninstall = installWebRtc();
  const tracks = new TestTracks();
  const server = new ServerObserver();
  let local: LocalServer;
  let meeting: TestMeeting;
  let a: TestPerson;
  let b: TestPerson;
  let camera: StreamView;
  let meter: TrackMeter;
  let failedStep: string | undefined;

  const person = () => new TestPerson({ local, meeting, device: realDevice(), createTrack: tracks.create });
  const sent = (who: TestPerson, path: string) => who.sockets.requests.filter((each) => each === path).length;
  const told = (who: TestPerson, ...texts: string[]) =>
    who.sockets.texts.some((frame) => texts.every((text) => frame.includes(text)));

  beforeAll(async () => {
    local = await LocalServer.start({ workers: 2 });
    meeting = await local.createMeeting();
    a = person();
    b = person();
  });
  beforeEach(({ onTestFailed }) => {
    if (failedStep !== undefined) throw new Error(`stands on "${failedStep}", which failed`);
    onTestFailed(({ task }) => {
      failedStep = task.name;
    });
  });
  afterAll(async () => {
    meter?.stop();
    a.close();
    b.close();
    tracks.close();
    server.close();
    await local.close();
    uninstall();
  });

  it('FLOW-1: A asks to come into the meeting (004-73)', async () => {
    await a.client.enter();
    expect(a.web.entered).toMatchObject([{ slug: meeting.slug }]);
    await waitUntil('prepare', () => sent(a, 'prepare') === 1);
  });

  it('FLOW-2: the server makes a router and two WebRtcTransports for A (004-74)', async () => {
    await waitUntil('two transports', () => server.transports.length === 2);
    expect(new Set(server.transports.map((transport) => server.routerOf(transport)?.id)).size).toBe(1);
  });

  it('FLOW-3: the server answers with what both transports need (004-75)', async () => {
    for (const { id, iceParameters, dtlsParameters } of server.transports) {
      const fingerprint = dtlsParameters.fingerprints[0]?.value ?? '';
      await waitUntil('the answer', () => told(a, id, iceParameters.usernameFragment, fingerprint));
    }
  });

  it('FLOW-4, 5: A makes its own transports and connects them by connectTransport (004-76, 004-77)', async () => {
    await a.untilWarm();
    expect(sent(a, 'connectTransport')).toBe(2);
    await waitUntil('DTLS on both', () =>
      server.transports.every(({ dtlsState }) => dtlsState === 'connected'),
    );
    await a.client.join({ name: 'A' });
    expect(a.names).toEqual(['A']);
  });

  it('FLOW-6, 7: B joins, and the server makes its transports on the same router (001-11, 004-78)', async () => {
    await b.client.enter();
    await b.untilWarm();
    await b.client.join({ name: 'B' });
    expect(server.transports).toHaveLength(4);
    expect(new Set(server.transports.map((transport) => server.routerOf(transport)?.id)).size).toBe(1);
    expect(b.names).toEqual(['A', 'B']);
  });

  it('FLOW-8: the server tells A of the new peer B (004-79)', async () => {
    const peerId = b.snapshot.participants.find(({ name }) => name === 'B')?.peerId ?? '';
    await waitUntil('newPeer', () => told(a, '"newPeer"', peerId));
    await waitUntil('both names', () => a.names.join() === 'A,B');
  });

  it('FLOW-9, 10: A produces, and signals it before anything is sent (004-80)', async () => {
    await a.client.setCameraOff(false);
    await waitUntil('produce', () => sent(a, 'produce') === 1);
    expect(told(a, '"produce"', '"camera"', '"rtpParameters"')).toBe(true);
  });

  it('FLOW-11: the server makes the producer on A’s send transport (004-81)', async () => {
    const producer = await waitFor('a producer', () => server.producers[0]);
    expect(producer.kind).toBe('video');
    expect(told(a, producer.id)).toBe(true);
  });

  it('FLOW-12: the server tells everybody of the producer (004-82)', async () => {
    const stream = await waitFor('newProducer', () => [...b.snapshot.streams.values()][0]);
    const expected: Partial<StreamInfo> = {
      kind: 'video',
      source: 'camera',
      streamId: b.streamId(a, 'camera'),
    };
    expect(stream).toMatchObject({ ...expected, producerId: server.producers[0]?.id });
    expect(told(b, '"newProducer"', stream.producerId)).toBe(true);
  });

  it('FLOW-13: the server makes a consumer on B’s receive transport, paused (004-83)', async () => {
    const consumer = await waitFor('a consumer', () => server.consumers[0]);
    expect(consumer.producerId).toBe(server.producers[0]?.id);
    expect(server.madePaused.get(consumer.id)).toBe(true);
  });

  it('FLOW-14: the server tells B of the consumer (004-84)', async () => {
    const { id, producerId } = server.consumers[0] ?? {};
    await waitUntil('newConsumer', () =>
      told(b, '"newConsumer"', id ?? '-', producerId ?? '-', '"rtpParameters"'),
    );
  });

  it('FLOW-15, 16: B makes its consumer and has a track to show (004-85)', async () => {
    camera = await b.untilReceives(a, 'camera');
    expect(camera.consumerId).toBe(server.consumers[0]?.id);
    const track = b.client.track(camera.streamId);
    expect(track).toMatchObject({ kind: 'video', id: camera.trackId, readyState: 'live' });
    if (track !== undefined) meter = new TrackMeter(track);
  });

  it('FLOW-17: B asks to resume, once its side stands (004-86)', async () => {
    await waitUntil('resumeConsumer', () => sent(b, 'resumeConsumer') === 1);
    expect(told(b, '"resumeConsumer"', camera.consumerId ?? '-')).toBe(true);
  });

  it('FLOW-18: the server resumes the consumer on that word only (004-87)', async () => {
    await waitUntil('a consumer that flows', () => server.consumers[0]?.paused === false);
  });

  it('FLOW-19: video flows from A over the router to B, which decodes it (001-3, 004-88)', async () => {
    await waitUntil('thirty decoded frames', () => meter.frames >= 30);
    expect(meter.width).toBe(320);
  });

  it('FLOW-20: sound flows as well; muted it does not, and unmuted it does again', async () => {
    await a.client.setMuted(false);
    const { streamId } = await b.untilReceives(a, 'microphone');
    const sound = new TrackMeter(b.client.track(streamId)!);
    await waitUntil('a tone', () => sound.loudest > 1000);
    await a.client.setMuted(true);
    await waitUntil('Mute on B’s side', () => b.snapshot.streams.get(streamId)?.paused === true);
    await waitUntil('silence', async () => {
      sound.loudest = 0;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return sound.loudest < 100;
    });
    await a.client.setMuted(false);
    await waitUntil('the tone again', () => sound.loudest > 1000);
    sound.stop();
  });

  it('FLOW-21: turning the camera off ends its track and keeps the producer; turning it on shows the picture again', async () => {
    const { cameraTrack } = a.localMedia;
    await a.client.setCameraOff(true);
    expect(cameraTrack?.readyState).toBe('ended');
    await waitUntil('a paused stream', () => b.snapshot.streams.get(camera.streamId)?.paused === true);
    const before = meter.frames;
    await a.client.setCameraOff(false);
    await waitUntil('new frames', () => meter.frames > before + 10);
    expect(b.snapshot.streams.get(camera.streamId)).toMatchObject({
      producerId: camera.producerId,
      paused: false,
    });
    expect(sent(a, 'produce')).toBe(2);
  });

  it('CHAT-14: chat goes over DataChannels both ways and never over the WebSocket (004-56..61)', async () => {
    const texts = (who: TestPerson) =>
      who.snapshot.chat.entries.map(({ state, name, message }) => [state, name, message]);
    a.client.sendChat('hello from A');
    await waitUntil('A’s message at B', () => texts(b).length === 1);
    b.client.sendChat('hello from B');
    const all = [
      ['stored', 'A', 'hello from A'],
      ['stored', 'B', 'hello from B'],
    ];
    await waitUntil('both messages at both', () =>
      [a, b].every((who) => JSON.stringify(texts(who)) === JSON.stringify(all)),
    );
    for (const who of [a, b]) expect(told(who, 'hello from')).toBe(false);
  });

  it('CHAT-15: typing marks and reactions cross on the unreliable channel', async () => {
    const reactions: string[] = [];
    b.client.onMoment(({ emoji }) => reactions.push(emoji));
    await waitUntil('A typing, as B sees it', () => {
      a.client.setTyping(true);
      return b.snapshot.chat.typing.length === 1;
    });
    a.client.sendChat('done');
    await waitUntil('no typing mark', () => b.snapshot.chat.typing.length === 0);
    await waitUntil('a reaction', () => {
      a.client.react('👍');
      return reactions.includes('👍');
    });
  });

  it('FLOW-23: when the worker dies, picture, sound and chat are back with another one, without a word from anybody', async () => {
    const pid = local.server.pool.workers.find(({ routers }) =>
      routers.some(({ counts }) => counts.producers > 0),
    )?.pid;
    expect(pid).toBeDefined();
    // Written when nobody is there to take it: it is sent when somebody is.
    process.kill(pid!, 'SIGKILL');
    await waitUntil('both to have lost their media', () =>
      [a, b].every((who) => who.connections.includes('renewing')),
    );
    a.client.sendChat('after the worker died');
    await Promise.all([a.untilBackAfter('renewing'), b.untilBackAfter('renewing')]);
    const { streamId } = await waitFor('the camera on another consumer', () => {
      const stream = b.snapshot.streams.get(camera.streamId);
      return stream?.trackId !== undefined && stream.trackId !== camera.trackId ? stream : undefined;
    });
    meter.stop();
    meter = new TrackMeter(b.client.track(streamId)!);
    await waitUntil('frames', () => meter.frames >= 10);
    await waitUntil('the message', () =>
      b.snapshot.chat.entries.some(
        ({ state, message }) => state === 'stored' && message === 'after the worker died',
      ),
    );
    expect(a.snapshot.chat.entries.filter(({ message }) => message === 'after the worker died')).toHaveLength(
      1,
    );
  });

  it('FLOW-22: who leaves takes their streams with them: nothing is left of A (004-65, 004-66, 004-95)', async () => {
    await a.client.leave();
    await waitUntil('B alone', () => b.names.join() === 'B' && b.snapshot.streams.size === 0);
    await waitUntil('nothing of A', () => server.producers.every(({ closed }) => closed));
    expect(server.consumers.every(({ closed }) => closed)).toBe(true);
    expect(b.client.track(camera.streamId)).toBeUndefined();
  });
});
