import type { types } from 'mediasoup';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PipeEnd, Pipes, pipeToRouter } from '../src/index.ts';
import { MARK } from './rtpPackets.ts';
import { RouterBench, type RouterOnWorker } from './RouterBench.ts';
import { waitUntil } from './waitFor.ts';

const INSIDE: types.PipeTransportOptions = { listenInfo: { protocol: 'udp', ip: '127.0.0.1' } };
const BETWEEN: types.PipeTransportOptions = { ...INSIDE, enableSrtp: true, enableRtx: true };

let bench: RouterBench;
let pipes: Pipes;
let a: RouterOnWorker;
let b: RouterOnWorker;

beforeEach(async () => {
  bench = new RouterBench();
  pipes = new Pipes({ stepMs: 5_000 });
  [a, b] = await Promise.all([bench.router(), bench.router()]);
});
afterEach(async () => bench.close());

const end = ({ router }: RouterOnWorker, transport = INSIDE): PipeEnd => ({ router, transport });
const wish = (producerId: string, transport = INSIDE) => ({
  source: end(a, transport),
  target: end(b, transport),
  producerId,
});

test('PIPE-1 (000-35..38): packets come through to the same id, with kind, codecs, pause and appData', async () => {
  const mic = await bench.audio(a.router, { of: 'Ann' });
  await mic.producer.pause();
  const piped = await pipes.pipe({ ...wish(mic.producer.id), appData: mic.producer.appData });
  expect(piped.producer).toMatchObject({
    id: mic.producer.id,
    kind: 'audio',
    paused: true,
    appData: { of: 'Ann' },
    rtpParameters: { codecs: [{ mimeType: 'audio/opus' }] },
  });
  await mic.producer.resume();
  await waitUntil('the resume to cross', () => !piped.producer.paused);
  const packets = await bench.receive(b.router, mic.producer.id);
  bench.send(mic);
  await waitUntil('packets behind the pipe', () => packets.length > 5);
  expect(packets.every((packet) => packet.includes(MARK))).toBe(true);
});

test('PIPE-2 (000-34, 000-41, 000-50): a hundred wishes at once make one pair and one piped producer', async () => {
  const mic = await bench.audio(a.router);
  const made: string[] = [];
  pipes.observer.on('newpair', (pair) => made.push(pair.id));
  const piped = await Promise.all(Array.from({ length: 100 }, async () => pipes.pipe(wish(mic.producer.id))));
  expect(new Set(piped).size).toBe(1);
  expect(made).toHaveLength(1);
  // The first transport of the source is the one into which the test sends.
  expect(await bench.holds(a.router)).toEqual({ transports: 2, consumers: 1, producers: 1 });
  expect(await bench.holds(b.router)).toEqual({ transports: 1, consumers: 0, producers: 1 });
  const camera = await bench.video(a.router);
  await pipes.pipe(wish(camera.producer.id));
  expect(made).toHaveLength(1);
  expect([...pipes.pairs][0]?.producers.size).toBe(2);
});

test('PIPE-3 (000-40): pausing and resuming cross, and the last one holds', async () => {
  const { producer } = await bench.audio(a.router);
  const piped = await pipes.pipe(wish(producer.id));
  // A worker answers after it has told what came before, so that behind this nothing is under way any more.
  const quiet = async () => {
    await a.router.dump();
    await b.router.dump();
    await b.router.dump();
  };
  const isPaused = async () => (await piped.producer.dump()).paused;
  await producer.pause();
  await waitUntil('the pause to cross', isPaused);
  await Promise.all([producer.resume(), producer.pause(), producer.resume(), producer.pause()]);
  await quiet();
  await waitUntil('the last pause to cross', isPaused);
  await Promise.all([producer.resume(), producer.pause(), producer.resume()]);
  await quiet();
  await waitUntil('the last resume to cross', async () => !(await isPaused()));
  expect(piped.producer.paused).toBe(false);
});

test('PIPE-6 (000-41): what failed or closed is made anew at the next wish', async () => {
  const mic = await bench.audio(a.router);
  await expect(pipes.pipe(wish('00000000-0000-4000-8000-000000000000'))).rejects.toThrow('not found');
  expect(pipes.pairs.size).toBe(0);
  const first = await pipes.pipe(wish(mic.producer.id));
  first.close();
  const second = await pipes.pipe(wish(mic.producer.id));
  expect(second).not.toBe(first);
  expect(second.closed).toBe(false);
  for (const pair of pipes.pairs) pair.close();
  expect(second.closed).toBe(true);
  const third = await pipes.pipe(wish(mic.producer.id));
  expect(third.closed).toBe(false);
  expect(pipes.pairs.size).toBe(1);
});

test('PIPE-7 (000-56): both directions at once are two pairs, which know nothing of each other', async () => {
  const [ann, bob] = await Promise.all([bench.audio(a.router), bench.audio(b.router)]);
  const [toB, toA] = await Promise.all([
    pipes.pipe(wish(ann.producer.id)),
    pipes.pipe({ source: end(b), target: end(a), producerId: bob.producer.id }),
  ]);
  expect(pipes.pairs.size).toBe(2);
  const [fromAnn, fromBob] = await Promise.all([
    bench.receive(b.router, ann.producer.id),
    bench.receive(a.router, bob.producer.id),
  ]);
  bench.send(ann);
  bench.send(bob);
  await waitUntil('packets both ways', () => fromAnn.length > 3 && fromBob.length > 3);
  const [pair] = [...pipes.pairs].filter(({ source }) => source === a.router);
  pair?.close();
  expect([toB.closed, toA.closed]).toEqual([true, false]);
});

test('PIPE-8: forwarding stops and starts, and the producer is not paused by it', async () => {
  const mic = await bench.audio(a.router);
  const piped = await pipes.pipe(wish(mic.producer.id));
  const packets = await bench.receive(b.router, mic.producer.id);
  bench.send(mic);
  await waitUntil('packets', () => packets.length > 3);
  piped.setForwarding(false);
  await waitUntil('the end of forwarding', () => !piped.isForwarding);
  // What was on the wire still arrives.
  const sent = async () => (await piped.consumer.getStats())[0]?.packetCount;
  const before = await sent();
  const { length } = packets;
  const reader = await bench.receive(a.router, mic.producer.id);
  await waitUntil('packets that are not forwarded', () => reader.length > 10);
  expect(await sent()).toBe(before);
  expect(piped.producer.paused).toBe(false);
  piped.setForwarding(true);
  await waitUntil('packets again', () => packets.length > length + 5);
  // Both switches are apart: a producer that is muted meanwhile stays so.
  piped.setForwarding(false);
  await mic.producer.pause();
  await waitUntil('the pause to cross', () => piped.producer.paused && !piped.isForwarding);
  piped.setForwarding(true);
  await waitUntil('forwarding', () => piped.isForwarding);
  expect(piped.producer.paused).toBe(true);
});

test('PIPE-9 (000-51..54, X9): between hosts both sides have SRTP and RTX; one side alone is refused', async () => {
  const camera = await bench.video(a.router);
  await expect(
    pipes.pipe({ source: end(a, BETWEEN), target: end(b), producerId: camera.producer.id }),
  ).rejects.toMatchObject({ code: 'srtpMismatch' });
  expect(await bench.holds(b.router)).toEqual({ transports: 0, consumers: 0, producers: 0 });
  expect(await bench.portsAreFree()).toBe(true);
  const piped = await pipes.pipe(wish(camera.producer.id, BETWEEN));
  const codecs = piped.producer.rtpParameters.codecs.map(({ mimeType }) => mimeType);
  expect(codecs).toEqual(['video/VP8', 'video/rtx']);
  const packets = await bench.receive(b.router, camera.producer.id);
  bench.send(camera);
  await waitUntil('packets behind the pipe', () => packets.length > 5);
  expect(packets.at(-1)?.includes(MARK)).toBe(true);
});

test('PIPE-10: every layer of simulcast crosses', async () => {
  const camera = await bench.video(a.router);
  const piped = await pipes.pipe(wish(camera.producer.id, BETWEEN));
  expect(piped.producer.type).toBe('simulcast');
  bench.send(camera);
  await waitUntil('packets of three layers', async () => {
    const stats = await piped.producer.getStats();
    return stats.filter(({ type, packetCount }) => type === 'inbound-rtp' && packetCount > 5).length === 3;
  });
});

test('PIPE-11 (000-46, X17): a data producer crosses over a pair with SCTP, and over no other', async () => {
  const from = await a.router.createDirectTransport();
  const chat = await from.produceData({ label: 'chat' });
  await expect(pipes.pipeData(wish(chat.id))).rejects.toMatchObject({ code: 'noSctp' });
  expect(pipes.pairs.size).toBe(0);
  const piped = await pipes.pipeData(wish(chat.id, { ...INSIDE, enableSctp: true }));
  expect(piped.producer).toMatchObject({ id: chat.id, label: 'chat' });
  expect(await pipes.pipeData(wish(chat.id))).toBe(piped);
  const to = await b.router.createDirectTransport();
  const consumer = await to.consumeData({ dataProducerId: chat.id });
  const texts: string[] = [];
  consumer.on('message', (message) => texts.push(message.toString()));
  await waitUntil('the message behind the pipe', () => {
    chat.send('hello');
    return texts.includes('hello');
  });
  await chat.pause();
  await waitUntil('the pause to cross', () => piped.producer.paused);
  chat.close();
  await waitUntil('the close to cross', () => piped.producer.closed && piped.closed);
});

test('PIPE-12: pipeToRouter has the options, answers and refusals of mediasoup’s', async () => {
  const { producer } = await bench.audio(a.router, { of: 'Ann' });
  const pipe = async (options: Partial<types.PipeToRouterOptions>) =>
    pipeToRouter({
      pipes,
      source: a.router,
      options: { router: b.router, ...options },
      appData: producer.appData,
    });
  const { id: producerId } = producer;
  await expect(pipe({})).rejects.toThrow(TypeError);
  await expect(pipe({ producerId, dataProducerId: producerId })).rejects.toThrow(TypeError);
  await expect(pipe({ producerId, router: a.router })).rejects.toThrow(TypeError);
  await expect(pipe({ producerId: 'x' })).rejects.toThrow('not found');
  const { pipeConsumer, pipeProducer } = await pipe({ producerId });
  expect(pipeConsumer).toMatchObject({ producerId, kind: 'audio' });
  expect(pipeProducer).toMatchObject({ id: producerId, appData: { of: 'Ann' } });
  const renamed = await pipe({ producerId, keepId: false });
  expect(renamed.pipeProducer?.id).not.toBe(producerId);
  expect(pipes.pairs.size).toBe(1);
});

test('PIPE-13: a pair tells how much arrives over it, and which producers', async () => {
  const mic = await bench.audio(a.router);
  await pipes.pipe(wish(mic.producer.id));
  bench.send(mic);
  const [pair] = pipes.pairs;
  expect(pair).toMatchObject({ state: 'open', isIdle: false, source: a.router, target: b.router });
  expect([...pair!.producers].map(({ id }) => id)).toEqual([mic.producer.id]);
  await waitUntil('bytes', async () => ((await pair!.getStats())[0]?.bytesReceived ?? 0) > 100);
});
