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
