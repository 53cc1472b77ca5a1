import { type EventEmitter, once } from 'node:events';
import type { types } from 'mediasoup';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  connectMediasoup,
  Horizontal,
  LocalConnection,
  type RemoteConnection,
  serveMediasoup,
} from '../src/index.ts';
import { audio, loopback, mediaCodecs } from './contract/parameters.ts';
import { RecordingLog } from './RecordingLog.ts';
import { RemoteHost } from './RemoteHost.ts';
import { waitUntil } from './waitFor.ts';

let host: RemoteHost;
let connection: RemoteConnection;
beforeEach(async () => {
  host = await RemoteHost.start();
  connection = await host.connect();
});
afterEach(async () => {
  connection.close();
  await host.close();
});

test('HZN-30: a wrong key is refused, a short one not accepted, and off loopback only TLS', async () => {
  await expect(host.connect({ key: 'another key, which is as long as the right one' })).rejects.toMatchObject(
    {
      code: 'unauthorized',
    },
  );
  const log = new RecordingLog();
  const instance = new LocalConnection();
  await expect(serveMediasoup({ instance, key: 'short', graceMs: 100, log })).rejects.toThrow(RangeError);
  const key = 'a key that is as long as a key has to be';
  await expect(serveMediasoup({ instance, key, graceMs: 100, address: '0.0.0.0' })).rejects.toThrow('TLS');
  instance.close();
});

test('HZN-30: a request whose host is none is refused, and harms nobody', async () => {
  const url = `ws://127.0.0.1:${host.relay.port}/mediasoup`;
  const socket = new WebSocket(url, { headers: { host: '%' } });
  await expect(once(socket, 'open')).rejects.toThrow('401');
  const worker = await connection.createWorker({ logLevel: 'none' });
  expect(worker.closed).toBe(false);
});

test('HZN-30: with a certificate it is reached by TLS', async () => {
  const attributes = [{ name: 'commonName', value: 'localhost' }];
  const made = await generate(attributes, {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const { cert, private: privateKey } = made;
  const instance = new LocalConnection();
  const key = 'a key that is as long as a key has to be';
  const server = await serveMediasoup({ instance, key, graceMs: 100, tls: { cert, key: privateKey } });
  expect(server.url).toMatch(/^wss:/);
  const socket = new WebSocket(server.url, [], { ca: cert });
  await once(socket, 'open');
  socket.terminate();
  const inClear = new WebSocket(server.url.replace('wss:', 'ws:'));
  await expect(once(inClear, 'open')).rejects.toThrow(Error);
  await server.close();
  instance.close();
});

test('HZN-4 (002-1, 002-2): one Set controls instances on several hosts, and spreads workers over them', async () => {
  const other = await RemoteHost.start();
  const horizontal = new Horizontal([connection, await other.connect()]);
  const workers = await Promise.all(
    Array.from({ length: 4 }, async () => horizontal.createWorker({ logLevel: 'none' })),
  );
  const spread = [...horizontal].map((instance) => instance.workers.size);
  expect(spread).toEqual([2, 2]);
  expect(horizontal.workers).toEqual(new Set(workers));
  for (const worker of workers) expect((await worker.dump()).pid).toBe(worker.pid);
  for (const instance of [...horizontal]) instance.close();
  expect([horizontal.size, workers.every(({ closed }) => closed)]).toEqual([0, true]);
  await other.close();
});

test('HZN-3 (002-8, 002-9): what was made before, and by others, is seen and observed', async () => {
  const worker = await connection.createWorker({ logLevel: 'none' });
  const router = await worker.createRouter({ mediaCodecs });
  const transport = await router.createDirectTransport();
  const producer = await transport.produce({ kind: 'audio', rtpParameters: audio() });

  const second = await host.connect();
  const horizontal = new Horizontal([second]);
  const [seen] = [...horizontal.workers];
  expect(seen?.pid).toBe(worker.pid);
  const [seenRouter] = [...second.objects.routers.keys()];
  expect(seenRouter?.id).toBe(router.id);
  const seenProducer = seenRouter && second.objects.producer(seenRouter, producer.id);
  expect([seenProducer?.kind, seenProducer?.paused]).toEqual(['audio', false]);

  const observed: string[] = [];
  horizontal.observer.on('newworker', ({ pid }) => observed.push(`worker ${pid}`));
  seenProducer?.observer.on('pause', () => observed.push('pause'));
  seenProducer?.observer.on('close', () => observed.push('producer closed'));
  await producer.pause();
  producer.close();
  const another = await connection.createWorker({ logLevel: 'none' });
  await waitUntil('the news', () => observed.length === 3);
  expect(observed).toEqual(['pause', 'producer closed', `worker ${another.pid}`]);
  worker.close();
  await waitUntil('the end', () => seen?.closed === true && second.objects.routers.size === 0);
  second.close();
  // What the others made is theirs.
  expect(another.closed).toBe(false);
});

test('HZN-11 (002-18): after a short break everything goes on, and calls of the meantime are carried out once', async () => {
  const worker = await connection.createWorker({ logLevel: 'none' });
  const router = await worker.createRouter({ mediaCodecs });
  host.relay.cut();
  await waitUntil('the break', () => connection.state === 'reconnecting');
  const making = Promise.all(
    [1, 2, 3].map(async () => router.createPlainTransport({ listenInfo: loopback })),
  );
  host.relay.mend();
  const transports = await making;
  expect((await router.dump()).transportIds.toSorted()).toEqual(transports.map(({ id }) => id).toSorted());
});

test('HZN-10 (002-18): over a wire that breaks again and again each object is made once, and closed once', async () => {
  const worker = await connection.createWorker({ logLevel: 'none' });
  const router = await worker.createRouter({ mediaCodecs });
  const ids: string[] = [];
  const closed: string[] = [];
  let breaks = 0;
  connection.observer.on('statechange', (state) => {
    if (state === 'reconnecting') breaks += 1;
  });
  const make = async (number: number) => {
    const transport = await router.createPlainTransport({ listenInfo: loopback });
    ids.push(transport.id);
    if (number % 2 === 0) return;
    closed.push(transport.id);
    transport.close();
  };
  for (let round = 0; round < 5; round += 1) {
    const making = [1, 2, 3, 4, 5, 6].map(make);
    // While they are under way, wherever they are.
    setImmediate(() => {
      host.relay.cut();
      host.relay.mend();
    });
    await Promise.all(making);
  }
  await waitUntil('the link', () => connection.state === 'open');
  expect(breaks).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(30);
  const left = ids.filter((id) => !closed.includes(id)).toSorted();
  await waitUntil('the closes', async () => (await router.dump()).transportIds.length === left.length);
  expect((await router.dump()).transportIds.toSorted()).toEqual(left);
});

test('HZN-12 (002-18): a host that dies takes its objects with it, with the events of a worker’s death', async () => {
  connection.close();
  connection = await host.connect({ graceMs: 3_000 });
  const horizontal = new Horizontal([connection]);
  const worker = await horizontal.createWorker({ logLevel: 'none' });
  const router = await worker.createRouter({ mediaCodecs });
  const transport = await router.createDirectTransport();
  const events: string[] = [];
  transport.on('routerclose', () => events.push('routerclose'));
  router.on('workerclose', () => events.push('workerclose'));
  worker.on('died', (error) => events.push(`died: ${error.message}`));
  host.kill();
  await waitUntil('the end', () => worker.closed);
  expect(events).toEqual(['routerclose', 'workerclose', expect.stringMatching(/^died: disconnected/)]);
  expect([worker.died, horizontal.size, connection.state]).toEqual([true, 0, 'closed']);
  await expect(horizontal.createWorker()).rejects.toMatchObject({ code: 'disconnected' });
});

test('HZN-12: closing a connection closes the workers that were made over it, and no others', async () => {
  const second = await host.connect();
  const theirs = await second.createWorker({ logLevel: 'none' });
  const ours = await connection.createWorker({ logLevel: 'none' });
  await waitUntil('both workers', () => second.workers.size === 2);
  connection.close();
  expect([ours.closed, ours.died]).toEqual([true, false]);
  await waitUntil('the end of one', () => second.workers.size === 1);
  expect(theirs.closed).toBe(false);
  second.close();
});

test('HZN-12: a session leaves no listener behind', async () => {
  const instance = new LocalConnection();
  const key = 'a key that is as long as a key has to be';
  const server = await serveMediasoup({ instance, key, graceMs: 1_000 });
  const worker = await instance.createWorker({ logLevel: 'none' });
  const router = await worker.createRouter({ mediaCodecs });
  const transport = await router.createDirectTransport();
  const listeners = () =>
    [instance, worker, router, transport].flatMap((object) => {
      // As the emitter that it is, without the names of its events.
      const observer = object.observer as unknown as EventEmitter;
      return observer.eventNames().map((event) => `${String(event)} ${observer.listenerCount(event)}`);
    });
  const before = listeners();
  const controlled = await connectMediasoup({ url: server.url, key, callMs: 2_000, graceMs: 1_000 });
  expect(listeners()).not.toEqual(before);
  const [seen] = [...controlled.workers];
  expect(seen?.pid).toBe(worker.pid);
  await (await seen?.createRouter({ mediaCodecs }))?.dump();
  controlled.close();
  await waitUntil('the end of the session', () => server.host.sessions === 0);
  expect(listeners()).toEqual(before);
  // What was made over it is closed, what was there before is not.
  expect([(await worker.dump()).routerIds, transport.closed]).toEqual([[router.id], false]);
  await server.close();
  instance.close();
});

test('HZN-5 (002-13, X17): between hosts pipes are encrypted, and nothing is left when they close', async () => {
  const local = new LocalConnection();
  const pipes: types.PipeTransport[] = [];
  const here = await (await local.createWorker({ logLevel: 'none' })).createRouter({ mediaCodecs });
  const there = await (await connection.createWorker({ logLevel: 'none' })).createRouter({ mediaCodecs });
  for (const router of [here, there]) {
    router.observer.on('newtransport', (transport) => {
      if (transport.type === 'pipe') pipes.push(transport as types.PipeTransport); // Its type says so.
    });
  }
  const sending = await here.createDirectTransport();
  const producer = await sending.produce({ kind: 'audio', rtpParameters: audio() });
  const messages = await sending.produceData();
  await here.pipeToRouter({ producerId: producer.id, router: there });
  const { pipeDataProducer } = await here.pipeToRouter({ dataProducerId: messages.id, router: there });
  expect(pipes).toHaveLength(2);
  for (const pipe of pipes) {
    expect([pipe.srtpParameters?.keyBase64, pipe.sctpParameters]).toEqual([expect.any(String), undefined]);
    expect((await pipe.dump()).rtx).toBe(true);
  }
  expect(pipeDataProducer?.type).toBe('direct');
  sending.close();
  await waitUntil('the end there', async () => (await there.dump()).mapProducerIdConsumerIds.length === 0);
  local.close();
  await waitUntil('the end of the pipe', async () => (await there.dump()).transportIds.length === 0);
});
