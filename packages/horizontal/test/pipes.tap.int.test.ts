import type { types } from 'mediasoup';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Pipes } from '../src/index.ts';
import { PipeTap, TAPPED_ADDRESS } from './PipeTap.ts';
import { MARK } from './rtpPackets.ts';
import { RouterBench, type RouterOnWorker } from './RouterBench.ts';
import { waitUntil } from './waitFor.ts';

let tap: PipeTap;
let bench: RouterBench;
let a: RouterOnWorker;
let b: RouterOnWorker;

beforeEach(async () => {
  tap = new PipeTap();
  bench = new RouterBench();
  [a, b] = await Promise.all([bench.router(), bench.router()]);
});
afterEach(async () => {
  tap.close();
  await bench.close();
});

/** A microphone, a camera and, with SCTP, data over a pipe, until plenty has come out of it. */
async function talk(
  options: Pick<types.PipeTransportOptions, 'enableSrtp' | 'enableRtx' | 'enableSctp'>,
): Promise<void> {
  const listenInfo = { protocol: 'udp', ip: '127.0.0.1', announcedAddress: TAPPED_ADDRESS } as const;
  const transport = { ...options, listenInfo };
  const pipes = new Pipes({ stepMs: 5_000 });
  const ends = { source: { router: a.router, transport }, target: { router: b.router, transport } };
  const sources = [await bench.audio(a.router), await bench.video(a.router)];
  await Promise.all(
    sources.map(async (source) => {
      const piped = await pipes.pipe({ ...ends, producerId: source.producer.id });
      const packets = await bench.receive(b.router, piped.id);
      bench.send(source);
      await waitUntil('packets behind the pipe', () => packets.length > 20);
      expect(packets.every((packet) => packet.includes(MARK))).toBe(true);
    }),
  );
  if (options.enableSctp !== true) return;
  const chat = await (await a.router.createDirectTransport()).produceData();
  await pipes.pipeData({ ...ends, producerId: chat.id });
  const consumer = await (await b.router.createDirectTransport()).consumeData({ dataProducerId: chat.id });
  const heard = new Set<string>();
  consumer.on('message', (message) => heard.add(message.toString()));
  await waitUntil('a message behind the pipe', () => {
    chat.send(MARK);
    return heard.size > 0;
  });
}

const inClear = () => tap.packets.filter((packet) => packet.includes(MARK));
/** The header of SCTP between PipeTransports: from port 5000 to port 5000. */
const sctp = () => tap.packets.filter((packet) => packet.readUInt32BE(0) === 0x1388_1388);

test('PIPE-27 (X9, X17): on the wire between hosts no payload is in clear, and no SCTP', async () => {
  await talk({ enableSrtp: true, enableRtx: true });
  expect(tap.packets.length).toBeGreaterThan(40);
  expect(inClear()).toEqual([]);
  expect(sctp()).toEqual([]);
});

test('PIPE-27: without SRTP and with SCTP both are seen, by which this check is one', async () => {
  await talk({ enableSrtp: false, enableSctp: true });
  expect(inClear().length).toBeGreaterThan(40);
  expect(sctp().length).toBeGreaterThan(0);
});
