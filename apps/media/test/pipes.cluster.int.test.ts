import { PipeTap, TAPPED_ADDRESS } from '@convene/horizontal/testing';
import { afterEach, expect, test } from 'vitest';
import { LocalCluster } from './LocalCluster.ts';
import type { TestMeeting } from './Installation.ts';
import { playTone } from './playTone.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { WebRtcClient } from './WebRtcClient.ts';

/** Room for what is broken off to come back. */
const GRACE_MS = 3_000;

let tap: PipeTap;
let cluster: LocalCluster;
let meeting: TestMeeting;
const ending: (() => void)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0)) end();
  await cluster.close();
  tap.close();
});

/** Two servers with two workers each, whose pipes are tapped. */
async function start(pipe: { srtp: boolean; eager?: boolean }): Promise<void> {
  tap = new PipeTap();
  cluster = await LocalCluster.start({
    servers: 2,
    each: {
      media: { spread: true },
      pipe: { announcedAddress: TAPPED_ADDRESS, ...pipe },
      limits: {
        linkGraceMs: GRACE_MS,
        linkRetryMs: 20,
        linkRetryMostMs: 200,
        pipeIdleMs: 300,
        heartbeatMs: 100,
      },
    },
  });
  meeting = await cluster.createMeeting();
}

/** Somebody who speaks on the first server. */
async function speak(): Promise<WebRtcClient> {
  const ada = new WebRtcClient(await cluster.enter(0, meeting));
  await ada.join('Ada');
  const tone = playTone();
  ending.push(tone.stop, () => ada.close());
  await ada.produce(tone.track, 'microphone');
  return ada;
}

async function listen(): Promise<TestClient> {
  const client = await cluster.enter(1, meeting);
  await client.join({ name: 'Bob' });
  return client;
}

const routersOf = (index: number) =>
  cluster
    .server(index)
    .server.pool.workers.flatMap(({ routers }) => routers)
    .filter(({ meetingId }) => meetingId === meeting.meetingId);

/** The router of the second server on which a producer of the first one stands. */
const routerWith = async (producerId: string) =>
  waitFor('the router with the piped producer', async () => {
    for (const { router } of routersOf(1)) {
      const { mapProducerIdConsumerIds } = await router.dump();
      if (mapProducerIdConsumerIds.some(({ key }) => key === producerId)) return router;
    }
    return undefined;
  });

/** What comes out of a router on the second server, without RTP's header. */
async function payloadsBehind(producerId: string): Promise<Buffer[]> {
  const router = await routerWith(producerId);
  const transport = await router.createDirectTransport();
  const consumer = await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
  const payloads: Buffer[] = [];
  consumer.on('rtp', (packet) => payloads.push(payloadOf(packet)));
  return payloads;
}

function payloadOf(packet: Buffer): Buffer {
  const first = packet.readUInt8(0);
  const fixed = 12 + (first & 0x0f) * 4;
  const hasExtension = (first & 0x10) !== 0;
  return packet.subarray(hasExtension ? fixed + 4 + packet.readUInt16BE(fixed + 2) * 4 : fixed);
}

/** Pairs and piped producers in the map that are open. */
async function openRows(): Promise<{ pairs: number; piped: number }> {
  const rows = await cluster.installation.query(`SELECT producer_id FROM pipe WHERE state = 'open'`);
  const pairs = rows.filter(({ producer_id }) => producer_id === null).length;
  return { pairs, piped: rows.length - pairs };
}

const talk = async (): Promise<Buffer[]> => {
  await speak();
  const bob = await listen();
  const { consumer } = await bob.waitForEvent('newConsumer');
  const payloads = await payloadsBehind(consumer.producerId);
  await bob.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });
  await waitUntil('speech behind the pipe', () => payloads.length > 30);
  return payloads;
};

/** Of what was heard, what also came by on the wire between the servers. */
const onTheWire = (payloads: readonly Buffer[]) =>
  payloads.filter((payload) => payload.length > 20 && tap.packets.some((packet) => packet.includes(payload)));

test('PIPE-40 (000-30..38, X9): speech comes from server to server, and no word of it is on the wire in clear', async () => {
  await start({ srtp: true });
  const payloads = await talk();
  expect(tap.packets.length).toBeGreaterThan(30);
  expect(onTheWire(payloads)).toEqual([]);
});

test('PIPE-40: with PIPE_SRTP=false it is, by which this check is one', async () => {
  await start({ srtp: false });
  expect(onTheWire(await talk()).length).toBeGreaterThan(10);
});

test('PIPE-41: a link that is back in time keeps the pipe and the sound; one that is not closes it, and opens it again', async () => {
  await start({ srtp: true });
  const payloads = await talk();
  const dumps = async (index: number) =>
    Promise.all(routersOf(index).map(async ({ router }) => router.dump()));
  const transports = async () => (await dumps(0)).flatMap(({ transportIds }) => transportIds).toSorted();
  const before = await transports();
  const linkIs = async (state: string) => {
    const { serverId } = cluster.server(0);
    const { links } = (await (await fetch(`${cluster.server(1).url}/cluster`)).json()) as {
      links: { serverId: string; state: string }[];
    };
    return links.some((link) => link.serverId === serverId && link.state === state);
  };
  cluster.cutLinks();
  await waitUntil('the break', () => linkIs('retrying'));
  const heard = payloads.length;
  await waitUntil('sound without the link', () => payloads.length > heard + 10);
  cluster.mendLinks();
  await waitUntil('the link', () => linkIs('open'));
  expect(await transports()).toEqual(before);
  expect(await openRows()).toEqual({ pairs: 1, piped: 1 });

  cluster.cutLinks();
  await waitUntil('the end of the pipe on both servers', async () => {
    const [there, here] = [await transports(), await dumps(1)];
    const piped = here.flatMap(({ mapProducerIdConsumerIds }) => mapProducerIdConsumerIds);
    return there.length === before.length - 1 && piped.length === 0;
  });
  await waitUntil('no open pipe in the map', async () => (await openRows()).piped === 0);
  cluster.mendLinks();
  await waitUntil('another pipe', async () => (await openRows()).piped === 1);
  expect((await transports()).length).toBe(before.length);
});

test('PIPE-42, PIPE-44 (000-34, 000-41..44, 000-50): however many come at once, one pipe ends on each router of the other server', async () => {
  await start({ srtp: true });
  // One after the other they are placed on two workers; the others come when their routers are there.
  await listen();
  await listen();
  const ada = await speak();
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const client = await cluster.enter(1, meeting);
      const { snapshot } = await client.join({ name: 'Bob' });
      // Whoever comes when the pipe stands has a consumer at once.
      if (snapshot.consumers.length === 0) await client.waitForEvent('newConsumer');
    }),
  );
  expect(routersOf(1)).toHaveLength(2);
  for (const { router } of routersOf(1)) {
    const { mapProducerIdConsumerIds } = await router.dump();
    expect(mapProducerIdConsumerIds).toHaveLength(1);
  }
  await waitUntil('their rows', async () => JSON.stringify(await openRows()) === '{"pairs":2,"piped":2}');
  // PIPE-44: operators see the same.
  const metrics = await (await fetch(`${cluster.server(1).url}/metrics`)).text();
  expect(metrics).toContain('convene_pipes{state="open"} 2');
  expect(metrics).toContain('convene_piped_producers{state="open"} 2');
  const ends = await cluster.installation.query(
    `SELECT target_router_id AS target, source_router_id = producer.router_id AS from_its_own
       FROM pipe JOIN producer ON producer.id = pipe.producer_id`,
  );
  expect(ends.map(({ from_its_own }) => from_its_own)).toEqual([true, true]);
  expect(new Set(ends.map(({ target }) => target))).toEqual(new Set(routersOf(1).map(({ id }) => id)));
  await ada.client.trpc.leave.mutate();
  await waitUntil('the end', async () => JSON.stringify(await openRows()) === '{"pairs":0,"piped":0}');
  for (const { router } of routersOf(1)) {
    expect((await router.dump()).mapProducerIdConsumerIds).toEqual([]);
  }
});

test('PIPE-22: a camera whose tile nobody on the other server shows is not forwarded there, until somebody does', async () => {
  await start({ srtp: true });
  const ada = await cluster.enter(0, meeting);
  const prepared = await ada.trpc.prepare.mutate();
  await ada.joinWith(prepared.routerRtpCapabilities);
  const bob = await listen();
  const { producerId } = await ada.trpc.produce.mutate({
    transportId: prepared.sendTransport.transportId,
    source: 'camera',
    kind: 'video',
    rtpParameters: videoParameters('1', 3),
    paused: false,
  });
  const { consumer } = await bob.waitForEvent('newConsumer');
  await bob.trpc.resumeConsumer.mutate({ consumerId: consumer.consumerId });
  // Nobody but the pipe receives on Ada's router.
  const [router] = routersOf(0);
  const { mapConsumerIdProducerId } = await router!.router.dump();
  const pipe = mapConsumerIdProducerId.find(({ value }) => value === producerId)!;
  const isStopped = async () => (await cluster.server(0).consumerOf(pipe.key)).paused;
  const look = async (visible: boolean) => {
    const size = { width: 320, height: 180, pinned: false, quality: 'auto' } as const;
    await bob.trpc.setView.mutate({ tiles: [{ ...size, streamId: consumer.streamId, visible }] });
  };
  await waitUntil('the flow', async () => !(await isStopped()));
  await look(false);
  await waitUntil('the end of the flow', isStopped);
  await look(true);
  await waitUntil('the flow', async () => !(await isStopped()));
});

test('PIPE-43: whoever comes and goes in any order leaves no pipe behind', async () => {
  await start({ srtp: true });
  // Somebody stays on each router, or the routers would go and take all with them.
  for (const index of [0, 0, 1, 1]) await (await cluster.enter(index, meeting)).join();
  const everything = async () => {
    const routers = [...routersOf(0), ...routersOf(1)].map(async ({ router }) => router.dump());
    return (await Promise.all(routers)).map((dump) => [
      dump.transportIds.length,
      dump.mapProducerIdConsumerIds.length,
      dump.mapConsumerIdProducerId.length,
    ]);
  };
  const before = JSON.stringify(await everything());
  const comeAndGo = async (index: number) => {
    const client = await cluster.enter(index, meeting);
    const prepared = await client.trpc.prepare.mutate();
    const { transports } = await client.joinWith(prepared.routerRtpCapabilities);
    const { transportId } = (transports ?? prepared).sendTransport;
    const produce = async (source: 'camera' | 'microphone') => {
      const isVideo = source === 'camera';
      const rtpParameters = isVideo ? videoParameters('1', 3) : audioParameters();
      const kind = isVideo ? 'video' : 'audio';
      return client.trpc.produce.mutate({ transportId, source, kind, rtpParameters, paused: false });
    };
    const [camera] = await Promise.all([produce('camera'), produce('microphone')]);
    // Some let go while their pipes are opened, some after.
    if (index === 0) await routerWith(camera.producerId);
    await client.trpc.closeProducer.mutate(camera);
    await client.trpc.leave.mutate();
    client.close();
  };
  for (let round = 0; round < 8; round += 1) {
    await Promise.all([0, 1, 0, 1].map(async (index) => comeAndGo(index)));
  }
  await waitUntil('what was before', async () => JSON.stringify(await everything()) === before);
  // They are written after the fact.
  await waitUntil('no row of a pipe', async () => {
    return (await cluster.installation.query('SELECT * FROM pipe')).length === 0;
  });
});

test('PIPE-25 (000-22, 000-27, X18): with PIPE_EAGER=true a microphone that nobody there can hear is piped as well', async () => {
  await start({ srtp: true, eager: true });
  const bob = await cluster.enter(1, meeting);
  // Who can decode nothing wants nothing.
  await bob.joinWith({ codecs: [], headerExtensions: [] });
  await speak();
  await waitUntil('the pipe', async () => (await openRows()).piped === 1);
});
