import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import {
  type Joined,
  MeetingId,
  ParticipantId,
  type PrepareOutput,
  ProducerId,
  streamIdOf,
  type View,
} from '@convene/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

const FINGERPRINT = {
  algorithm: 'sha-256',
  value: Array.from({ length: 32 }, () => 'AB').join(':'),
} as const;

/** What nobody should send: a typed error, and everybody else goes on. */
describe('bad input', () => {
  let local: LocalServer;
  let meeting: TestMeeting;
  let bystander: TestClient;
  let pids: number[];
  let transportsBefore: number;
  let eve: TestClient;
  let prepared: PrepareOutput;

  const enterLobby = async () => {
    eve = await local.enter(meeting);
    prepared = await eve.trpc.prepare.mutate();
  };
  const joinEve = (): Promise<Joined> => eve.joinWith(prepared.routerRtpCapabilities, { name: 'Eve' });
  const produce = (change: object) =>
    eve.trpc.produce.mutate({
      transportId: prepared.sendTransport.transportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: audioParameters(),
      paused: false,
      ...change,
    });

  beforeAll(async () => {
    local = await LocalServer.start({ limits: { peerWithoutSocketMs: 300 } });
    meeting = await local.createMeeting();
    bystander = await local.enter(meeting);
    await bystander.join({ name: 'Bystander' });
    pids = local.server.pool.workers.map(({ pid }) => pid);
    transportsBefore = local.counts.transports;
  });
  afterAll(async () => {
    await local.close();
  });

  beforeEach(enterLobby);
  afterEach(async () => {
    if (eve.closeCode === undefined) await eve.trpc.leave.mutate();
    eve.close();
    // The worker lives, what Eve had is closed, and the bystander is served.
    await waitUntil('Eve’s transports to close', () => local.counts.transports === transportsBefore);
    expect(local.server.pool.workers.map(({ pid }) => pid)).toEqual(pids);
    const updates = bystander.eventsOf('participantUpdated').length;
    await bystander.trpc.rename.mutate({ name: `Bystander ${updates}` });
    await bystander.waitForEvent('participantUpdated', updates + 1);
  });

  it('PEER-10: an unknown meeting is meetingNotFound', async () => {
    const stranger = await local.enter({ ...meeting, meetingId: MeetingId.parse(randomUUID()) });
    expect(await codeOf(stranger.join())).toBe('meetingNotFound');
    await stranger.trpc.leave.mutate();
  });

  it('PEER-11: a full meeting is meetingFull', async () => {
    const small = await local.createMeeting({ maxParticipants: 1 });
    const [first, second] = [await local.enter(small), await local.enter(small)];
    await first.join();
    expect(await codeOf(second.join())).toBe('meetingFull');
    await Promise.all([first.trpc.leave.mutate(), second.trpc.leave.mutate()]);
  });

  it.each([
    ['empty', ''],
    ['blank', '   '],
    ['of 500 characters', 'x'.repeat(500)],
    ['with a control character', 'Eve\u0007'],
    ['that turns text around', 'Eve\u202Eada'],
  ])('PEER-12: a name %s is invalidName, and the lobby stays open', async (_what, name) => {
    expect(await codeOf(eve.joinWith(prepared.routerRtpCapabilities, { name }))).toBe('invalidName');
    const joined = await joinEve();
    expect(await codeOf(eve.trpc.rename.mutate({ name }))).toBe('invalidName');
    expect(joined.self.name).toBe('Eve');
  });

  it('PEER-13: markup in a name is text and stays as it is', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const joined = await eve.joinWith(prepared.routerRtpCapabilities, { name });
    expect(joined.self.name).toBe(name);
  });

  it.each([
    ['no JSON', 'not json'],
    ['no object', '17'],
    ['an unknown method', '{"id":1,"method":"destroy","params":{"path":"join"}}'],
    ['an unknown path', '{"id":"x","method":"mutation","params":{"path":"__proto__"}}'],
    ['a path of the wrong kind', '{"id":"x","method":"query","params":{"path":"join"}}'],
  ])('PEER-14: a message that is %s is invalidInput', async (_what, text) => {
    const answers: string[] = [];
    eve.webSocket.on('message', (data: Buffer) => answers.push(data.toString()));
    eve.webSocket.send(text);
    const answer = await waitFor('an answer', () => answers.find((each) => each.includes('"error"')));
    expect(JSON.parse(answer)).toMatchObject({
      error: { message: '', data: { wire: { code: 'invalidInput' } } },
    });
  });

  it('PEER-15: a message above 256 KiB closes the socket with 1009', async () => {
    eve.webSocket.send(`"${'x'.repeat(300 * 1024)}"`);
    expect(await eve.waitForClose()).toBe(1009);
  });

  it.each([
    ['a path that is none', '//', '127.0.0.1'],
    ['a host that is none', '/signaling', ']['],
    ['a host that is none, at the door of other servers', '/link', '%'],
    ['a host that is none, at the door of programs', '/control', '%'],
  ])('PEER-24: an upgrade with %s is refused, and harms nobody', async (_what, path, host) => {
    const { hostname, port } = new URL(local.url);
    const socket = connect(Number(port), hostname);
    socket.end(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('400 Bad Request');
  });

  it('PEER-16: requests in the wrong state are wrongState', async () => {
    expect(await codeOf(produce({}))).toBe('wrongState');
    expect(await codeOf(eve.trpc.setView.mutate({ tiles: [] }))).toBe('wrongState');
    await joinEve();
    expect(await codeOf(eve.trpc.prepare.mutate())).toBe('wrongState');
  });

  it('PEER-17: a second join on one socket is alreadyJoined, and the first one stands', async () => {
    await joinEve();
    expect(await codeOf(joinEve())).toBe('alreadyJoined');
    await expect(produce({})).resolves.toHaveProperty('producerId');
  });

  it.each([
    ['none', []],
    ['one of the wrong length', [{ ...FINGERPRINT, value: 'AB:CD' }]],
    ['one that is no hex', [{ ...FINGERPRINT, value: 'ZZ' }]],
    ['one of an unknown algorithm', [{ algorithm: 'md5', value: 'AB' }]],
  ])('PEER-18: DTLS fingerprints: %s is invalidInput', async (_what, fingerprints) => {
    const { transportId } = prepared.sendTransport;
    // The list is what no typed client could send.
    const dtlsParameters = { fingerprints } as { fingerprints: (typeof FINGERPRINT)[] };
    expect(await codeOf(eve.trpc.connectTransport.mutate({ transportId, dtlsParameters }))).toBe(
      'invalidInput',
    );
  });

  it('PEER-19: a transport is connected once; the same again is answered, another is wrongState', async () => {
    const { transportId } = prepared.sendTransport;
    const dtlsParameters = { role: 'client' as const, fingerprints: [FINGERPRINT] };
    await eve.trpc.connectTransport.mutate({ transportId, dtlsParameters });
    await eve.trpc.connectTransport.mutate({ transportId, dtlsParameters });
    const other = { ...dtlsParameters, role: 'server' as const };
    expect(await codeOf(eve.trpc.connectTransport.mutate({ transportId, dtlsParameters: other }))).toBe(
      'wrongState',
    );
  });

  it('PRODUCE-10: nonsense in rtpParameters is invalidRtpParameters or invalidInput', async () => {
    await joinEve();
    const unknownCodec = { codecs: [{ mimeType: 'audio/unknown', payloadType: 1, clockRate: 8000 }] };
    expect(await codeOf(produce({ rtpParameters: unknownCodec }))).toBe('invalidRtpParameters');
    expect(await codeOf(produce({ rtpParameters: videoParameters() }))).toBe('invalidRtpParameters');
    const twice = audioParameters();
    const sameSsrc = { ...twice, encodings: [...(twice.encodings ?? []), ...(twice.encodings ?? [])] };
    await produce({ rtpParameters: twice });
    expect(await codeOf(produce({ source: 'screenAudio', rtpParameters: { ...sameSsrc, mid: '7' } }))).toBe(
      'invalidRtpParameters',
    );
    expect(await codeOf(produce({ rtpParameters: { codecs: [] } }))).toBe('invalidInput');
    expect(
      await codeOf(
        produce({
          rtpParameters: { ...audioParameters(), encodings: Array.from({ length: 99 }, () => ({})) },
        }),
      ),
    ).toBe('invalidInput');
  });

  it('PRODUCE-11: the wrong transport, kind or source is refused', async () => {
    await joinEve();
    const { transportId } = prepared.recvTransport;
    expect(await codeOf(produce({ transportId }))).toBe('cannotProduce');
    expect(await codeOf(produce({ transportId: randomUUID() }))).toBe('transportNotFound');
    expect(await codeOf(produce({ source: 'camera' }))).toBe('invalidInput');
    await produce({});
    expect(await codeOf(produce({ rtpParameters: audioParameters('9') }))).toBe('cannotProduce');
  });

  it('PRODUCE-12: the same produce again, after a lost answer, is the same producer', async () => {
    await joinEve();
    const rtpParameters = audioParameters();
    expect(await produce({ rtpParameters })).toEqual(await produce({ rtpParameters }));
  });

  it('PEER-20: ids of others, and unknown ids, are not found', async () => {
    await joinEve();
    const { producerId } = await produce({});
    const mallory = await local.enter(meeting);
    const joined = await mallory.join({ name: 'Mallory' });
    const [consumer] = joined.snapshot.consumers;
    expect(await codeOf(mallory.trpc.pauseProducer.mutate({ producerId }))).toBe('producerNotFound');
    expect(await codeOf(mallory.trpc.closeProducer.mutate({ producerId }))).toBe('producerNotFound');
    expect(await codeOf(eve.trpc.resumeConsumer.mutate({ consumerId: consumer!.consumerId }))).toBe(
      'consumerNotFound',
    );
    const unknown = ProducerId.parse(randomUUID());
    expect(await codeOf(eve.trpc.resumeProducer.mutate({ producerId: unknown }))).toBe('producerNotFound');
    await mallory.trpc.leave.mutate();
  });

  it('PEER-21: a view with too many tiles, or of nonsense, is invalidInput', async () => {
    await joinEve();
    const streamId = streamIdOf(ParticipantId.parse(randomUUID()), 'camera');
    const tile = { streamId, width: 1, height: 1, visible: true };
    const anyStream = () => streamIdOf(ParticipantId.parse(randomUUID()), 'camera');
    const many = Array.from({ length: 1001 }, () => ({ ...tile, streamId: anyStream() }));
    const wrong: readonly (readonly object[])[] = [
      many,
      [tile, tile],
      [{ ...tile, width: -1 }],
      [{ ...tile, height: 1.5 }],
      // As JSON writes what is no number.
      [{ ...tile, height: null }],
      [{ ...tile, width: 1e9 }],
      [{ ...tile, quality: 'ultra' }],
      [{ ...tile, streamId: 'camera' }],
    ];
    for (const tiles of wrong) {
      // What no client of ours would send.
      expect(await codeOf(eve.trpc.setView.mutate({ tiles } as View))).toBe('invalidInput');
    }
    // A stream that nobody sends is nothing to complain about, nor are as many as there may be.
    await eve.trpc.setView.mutate({ tiles: [tile] });
    await eve.trpc.setView.mutate({ tiles: many.slice(0, 1000) });
    expect(bystander.closeReason).toBe('');
  });

  it('PEER-22: 10 000 messages at once: rateLimited first, then the peer is closed as flooded', async () => {
    await joinEve();
    const answers: string[] = [];
    eve.webSocket.on('message', (data: Buffer) => answers.push(data.toString()));
    for (let id = 0; id < 10_000; id += 1) {
      eve.webSocket.send(
        JSON.stringify({ id: `flood${id}`, method: 'mutation', params: { path: 'keepPrepared' } }),
      );
    }
    expect(await eve.waitForClose()).toBe(4000);
    expect(eve.closeReason).toBe('flooded');
    expect(answers.some((answer) => answer.includes('rateLimited'))).toBe(true);
    expect(await bystander.waitForEvent('peerClosed')).toBeDefined();
    expect(bystander.eventsOf('peerClosed').at(-1)).toMatchObject({ reason: 'flooded' });
  });

  it('PEER-25: messages count one by one, also when many come in one frame', async () => {
    await joinEve();
    const messages = Array.from({ length: 200 }, (_, id) => ({
      id,
      method: 'query',
      params: { path: 'no' },
    }));
    // White space before a JSON text is allowed.
    for (let frame = 0; frame < 10; frame += 1) eve.webSocket.send(` ${JSON.stringify(messages)}`);
    expect(await eve.waitForClose()).toBe(4000);
    expect(eve.closeReason).toBe('flooded');
  });

  it('PEER-23: a socket that stops reading is closed as tooSlow once 1 MiB waits for it', async () => {
    const joined = await joinEve();
    const renamers = await Promise.all([0, 1, 2].map(() => local.enter(meeting)));
    await Promise.all(renamers.map((client) => client.join({ name: 'Renamer' })));
    const names = Array.from({ length: 150 }, (_, n) => `${'n'.repeat(50)}${n}`);
    await Promise.all(renamers.flatMap(({ trpc }) => names.map((name) => trpc.rename.mutate({ name }))));

    const { webSocket } = eve;
    webSocket.pause();
    const input = { lastEventId: joined.eventId };
    for (let id = 0; id < 60; id += 1) {
      webSocket.send(
        JSON.stringify({ id: `s${id}`, method: 'subscription', params: { path: 'events', input } }),
      );
    }
    await waitUntil('Eve to be closed', () =>
      bystander.eventsOf('peerClosed').some(({ reason }) => reason === 'tooSlow'),
    );
    await Promise.all(renamers.map(({ trpc }) => trpc.leave.mutate()));
    webSocket.resume();
    await eve.waitForClose();
  });
});
