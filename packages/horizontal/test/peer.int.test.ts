import { afterEach, beforeEach, expect, test } from 'vitest';
import { Pipes, type RemoteConnection } from '../src/index.ts';
import { PeerBench } from './PeerBench.ts';
import type { RouterOnWorker } from './RouterBench.ts';
import { waitUntil } from './waitFor.ts';

const clear: { listenInfo: { protocol: 'udp'; ip: string } } = {
  listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
};
const secret = { ...clear, enableSrtp: true, enableRtx: true };

let bench: PeerBench;
let connection: RemoteConnection;
let there: RouterOnWorker;
let here: RouterOnWorker;

beforeEach(async () => {
  bench = await PeerBench.start();
  there = await bench.routers.router();
  here = await bench.routers.router();
  bench.shared.set(there.router.id, there.router);
  connection = await bench.connect();
});
afterEach(async () => bench.close());

test('HZN-20 (002-13): a peer pipes a producer from a router of another server to its own', async () => {
  const source = await bench.routers.audio(there.router);
  const pipes = new Pipes({ stepMs: 2_000 });
  const remote = connection.router({ id: there.router.id });
  const { producer, consumer } = await pipes.pipe({
    source: { router: remote, transport: secret },
    target: { router: here.router, transport: secret },
    producerId: source.producer.id,
  });
  expect(producer.id).toBe(source.producer.id);
  expect(consumer.appData).toEqual({ of: source.producer.id });
  const packets = await bench.routers.receive(here.router, producer.id);
  const stop = bench.routers.send(source);
  await waitUntil('packets behind the pipe', () => packets.length > 10);
  stop();

  await source.producer.pause();
  await waitUntil('the pause', () => producer.paused);
  source.producer.close();
  await waitUntil('the end', () => producer.closed && consumer.closed);
});

test('HZN-20: it takes one call to make a transport; connecting and consuming need not wait for each other', async () => {
  const source = await bench.routers.video(there.router);
  const remote = connection.router({ id: there.router.id });
  const transport = await remote.createPipeTransport({ ...clear, appData: { mine: true } });
  // The other side says how it is.
  expect(transport.srtpParameters).toBeDefined();
  expect(transport.appData).toEqual({ mine: true });
  const { srtpParameters, tuple } = transport;
  const [, consumer] = await Promise.all([
    transport.connect({ ip: tuple.localAddress, port: 40_000, srtpParameters }),
    transport.consume({ producerId: source.producer.id }),
  ]);
  expect(consumer.rtpParameters.encodings).toHaveLength(3);
  expect(transport.tuple.remotePort).toBe(40_000);
  expect((await transport.getStats())[0]?.type).toBe('pipe-transport');
  await consumer.pause();
  expect([consumer.paused, (await consumer.dump()).paused]).toEqual([true, true]);
  consumer.close();
  expect(consumer.closed).toBe(true);
  await waitUntil(
    'the end of the consumer',
    async () => (await bench.routers.holds(there.router)).consumers === 0,
  );
});

test('HZN-20: what closes there closes here, with the events of mediasoup', async () => {
  const source = await bench.routers.audio(there.router);
  const remote = connection.router({ id: there.router.id });
  const transport = await remote.createPipeTransport(clear);
  const consumer = await transport.consume({ producerId: source.producer.id });
  const second = await transport.consume({ producerId: source.producer.id });
  const events: string[] = [];
  consumer.on('producerpause', () => events.push(`producerpause ${consumer.producerPaused}`));
  consumer.on('producerresume', () => events.push(`producerresume ${consumer.producerPaused}`));
  consumer.on('producerclose', () => events.push('producerclose'));
  consumer.observer.on('close', () => events.push('consumer close'));
  await source.producer.pause();
  await source.producer.resume();
  source.producer.close();
  await waitUntil('the end of the producer', () => consumer.closed && second.closed);
  expect(events).toEqual(['producerpause true', 'producerresume false', 'producerclose', 'consumer close']);

  transport.on('routerclose', () => events.push('routerclose'));
  remote.on('workerclose', () => events.push('workerclose'));
  await bench.routers.kill(there);
  await waitUntil('the end of the router', () => transport.closed && remote.closed);
  expect(events.slice(4)).toEqual(['routerclose', 'workerclose']);
  expect(connection.router({ id: there.router.id })).not.toBe(remote);
});

test('HZN-15 (002-16): that a whole tree closed is one message', async () => {
  const source = await bench.routers.audio(there.router);
  const { raw } = await bench.rawSession('b');
  const make = { ref: 0, method: 'createPipeTransport', args: [{ routerId: there.router.id }] };
  raw.calls([1, 2, 3].map((number) => ({ number, ...make })));
  await waitUntil('the transports', () => raw.answers.size === 3);
  const args = [{ producerId: source.producer.id }];
  raw.calls([2, 3, 4].map((ref, index) => ({ number: index + 4, ref, method: 'consume', args })));
  await waitUntil('the consumers', () => raw.answers.size === 6);
  const router = 1;
  await bench.routers.kill(there);
  await waitUntil('the end', () => raw.closed.length > 0);
  // Had there been others, they would have come before the router's.
  expect(raw.closed).toEqual([router]);
});

test('HZN-15: to close what has closed there meanwhile is no failure; to close what never was is one', async () => {
  const source = await bench.routers.audio(there.router);
  const { raw } = await bench.rawSession('b');
  raw.calls([{ number: 1, ref: 0, method: 'createPipeTransport', args: [{ routerId: there.router.id }] }]);
  await waitUntil('the transport', () => raw.answers.size === 1);
  raw.calls([{ number: 2, ref: 2, method: 'consume', args: [{ producerId: source.producer.id }] }]);
  await waitUntil('the consumer', () => raw.answers.size === 2);
  source.producer.close();
  await waitUntil('the end of the consumer', () => raw.closed.includes(3));
  raw.calls([
    { number: 3, ref: 3, method: 'close', args: [] },
    { number: 4, ref: 99, method: 'close', args: [] },
    { number: 5, ref: 3, method: 'resume', args: [] },
  ]);
  await waitUntil('the answers', () => raw.answers.size === 5);
  expect([3, 4, 5].map((number) => raw.answers.get(number)?.code)).toEqual([
    undefined,
    'notFound',
    'notFound',
  ]);
});

test('HZN-21: a peer may do nothing else, neither here nor there', async () => {
  const remote = connection.router({ id: there.router.id });
  const forbidden = { code: 'forbidden' };
  await expect(remote.dump()).rejects.toMatchObject(forbidden);
  await expect(remote.pipeToRouter({ producerId: 'any', router: here.router })).rejects.toMatchObject(
    forbidden,
  );
  await expect(remote.createDirectTransport()).rejects.toMatchObject(forbidden);
  await expect(connection.createWorker()).rejects.toMatchObject(forbidden);
  expect(() => remote.close()).toThrow('forbidden');
  expect(() => remote.rtpCapabilities).toThrow('forbidden');
  expect(() => remote.updateMediaCodecs([])).toThrow('forbidden');
  const transport = await remote.createPipeTransport(clear);
  await expect(transport.produce({ kind: 'audio', rtpParameters: { codecs: [] } })).rejects.toMatchObject(
    forbidden,
  );
  await expect(transport.produceData()).rejects.toMatchObject(forbidden);
  expect(remote.closed).toBe(false);
  expect(there.router.closed).toBe(false);
});

test('HZN-21: a client that asks in spite of it is refused, and so is one that takes the session of another', async () => {
  const { sessionId, raw } = await bench.rawSession('b');
  raw.calls([
    { number: 1, ref: 0, method: 'createWorker', args: [{}] },
    { number: 2, ref: 0, method: 'constructor', args: [] },
    { number: 3, ref: 0, method: 'createPipeTransport', args: [{ routerId: there.router.id }] },
  ]);
  await waitUntil('the transport', () => raw.answers.size === 3);
  raw.calls([
    { number: 4, ref: 1, method: 'close', args: [] },
    { number: 5, ref: 2, method: 'produce', args: [{ kind: 'audio', rtpParameters: { codecs: [] } }] },
  ]);
  await waitUntil('the answers', () => raw.answers.size === 5);
  const codes = [1, 2, 4, 5].map((number) => raw.answers.get(number)?.code);
  expect(codes).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden']);
  expect(raw.answers.get(3)?.code).toBeUndefined();
  await expect(bench.sendAs('c', { sessionId, received: 0, calls: [] })).rejects.toThrow('forbidden');
  expect(bench.log.has('refused', 'forbidden')).toBe(true);
});

test('HZN-22: what is not the caller’s business, not there, or nonsense is refused with a code, logged, and opens nothing', async () => {
  const other = await bench.routers.router();
  await expect(connection.router({ id: other.router.id }).createPipeTransport(clear)).rejects.toMatchObject({
    code: 'notFound',
  });
  expect(bench.log.has('call failed', 'notFound')).toBe(true);
  const { raw } = await bench.rawSession('b');
  raw.calls([
    { number: 1, ref: 0, method: 'createPipeTransport', args: [{ routerId: 7 }] },
    { number: 2, ref: 0, method: 'createPipeTransport', args: [] },
    { number: 3, ref: 99, method: 'connect', args: [{ ip: '127.0.0.1', port: 1 }] },
    { number: 4, ref: 0, method: 'createPipeTransport', args: [{ routerId: there.router.id }] },
  ]);
  await waitUntil('the transport', () => raw.answers.size === 4);
  raw.calls([
    { number: 5, ref: 2, method: 'connect', args: [{ ip: '127.0.0.1', port: 'x' }] },
    { number: 6, ref: 2, method: 'consume', args: [{ producerId: { $ref: 99 } }] },
  ]);
  await waitUntil('the answers', () => raw.answers.size === 6);
  const codes = [1, 2, 3, 5, 6].map((number) => raw.answers.get(number)?.code);
  expect(codes).toEqual([
    'invalidParameters',
    'invalidParameters',
    'notFound',
    'invalidParameters',
    'notFound',
  ]);
  expect((await bench.routers.holds(other.router)).transports).toBe(0);
  expect((await bench.routers.holds(there.router)).consumers).toBe(0);
  await expect(bench.sendAs('b', { sessionId: crypto.randomUUID(), received: 0, calls: [] })).rejects.toThrow(
    'staleEpoch',
  );
  expect(bench.log.has('refused', 'staleEpoch')).toBe(true);
});

test('HZN-11 (002-18): a short break leaves a pipe as it is, and what happened meanwhile is told', async () => {
  const source = await bench.routers.audio(there.router);
  const remote = connection.router({ id: there.router.id });
  const transport = await remote.createPipeTransport(clear);
  const consumer = await transport.consume({ producerId: source.producer.id });
  const states: string[] = [];
  connection.observer.on('statechange', (state) => states.push(state));
  bench.relay.cut();
  await waitUntil('the break', () => connection.state === 'reconnecting');
  await source.producer.pause();
  const stats = transport.getStats();
  bench.relay.mend();
  await waitUntil('the pause', () => consumer.producerPaused);
  expect((await stats)[0]?.transportId).toBe(transport.id);
  expect(states).toEqual(['reconnecting', 'open']);
  expect([transport.closed, consumer.closed]).toEqual([false, false]);
});

test('HZN-12 (002-18): a long break closes both ends, and leaves no transport there', async () => {
  const source = await bench.routers.audio(there.router);
  const remote = connection.router({ id: there.router.id });
  const transport = await remote.createPipeTransport(clear);
  const consumer = await transport.consume({ producerId: source.producer.id });
  const events: string[] = [];
  consumer.on('transportclose', () => events.push('transportclose'));
  transport.on('routerclose', () => events.push('routerclose'));
  remote.on('workerclose', () => events.push('workerclose'));
  bench.relay.cut();
  await waitUntil('the end', () => connection.state === 'closed' && bench.host.sessions === 0);
  expect(events).toEqual(['transportclose', 'routerclose', 'workerclose']);
  const left = await bench.routers.holds(there.router);
  // The producer's own transport.
  expect(left).toEqual({ transports: 1, consumers: 0, producers: 1 });
  await expect(remote.createPipeTransport(clear)).rejects.toMatchObject({ code: 'closed' });
});

test('HZN-13: what a hung worker makes too late is closed', async () => {
  const hasty = await bench.connect('c', { callMs: 200 });
  const remote = hasty.router({ id: there.router.id });
  process.kill(there.worker.pid, 'SIGSTOP');
  try {
    await expect(remote.createPipeTransport(clear)).rejects.toMatchObject({ code: 'timeout' });
  } finally {
    process.kill(there.worker.pid, 'SIGCONT');
  }
  await waitUntil('the late transport', () =>
    bench.log.lines.some(({ message }) => message.includes('too late')),
  );
  await waitUntil('its end', async () => (await bench.routers.holds(there.router)).transports === 0);
});

test('HZN-13: what comes late of an object that was closed meanwhile ends nothing else', async () => {
  const { producer } = await bench.routers.audio(there.router);
  const hasty = await bench.connect('c', { callMs: 200 });
  const remote = hasty.router({ id: there.router.id });
  const transport = await remote.createPipeTransport(clear);
  process.kill(there.worker.pid, 'SIGSTOP');
  try {
    const consumed = transport.consume({ producerId: producer.id });
    await expect(consumed).rejects.toMatchObject({ code: 'timeout' });
    transport.close();
  } finally {
    process.kill(there.worker.pid, 'SIGCONT');
  }
  const other = await remote.createPipeTransport(clear);
  await waitUntil('the end of the first', async () => {
    const { transports, consumers } = await bench.routers.holds(there.router);
    return transports === 2 && consumers === 0;
  });
  other.close();
  await waitUntil('the end of the other', async () => {
    return (await bench.routers.holds(there.router)).transports === 1;
  });
  expect(hasty.state).toBe('open');
});

test('HZN-12: closing a connection closes what was made over it, and nothing else', async () => {
  const source = await bench.routers.audio(there.router);
  const transport = await connection.router({ id: there.router.id }).createPipeTransport(clear);
  connection.close();
  expect(transport.closed).toBe(true);
  await waitUntil('the end there', () => bench.host.sessions === 0);
  expect(await bench.routers.holds(there.router)).toEqual({ transports: 1, consumers: 0, producers: 1 });
  expect(source.producer.closed).toBe(false);
});
