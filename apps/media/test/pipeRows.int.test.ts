import type { ProducerId, TransportId } from '@convene/protocol';
import { observer, type types } from 'mediasoup';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Installation } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

/** Those that the workers of this test have now. */
const pipeTransports = new Set<types.Transport>();
observer.on('newworker', (worker) => {
  worker.observer.on('newrouter', (router) => {
    router.observer.on('newtransport', (transport) => {
      if (transport.type !== 'pipe') return;
      pipeTransports.add(transport);
      transport.observer.once('close', () => pipeTransports.delete(transport));
    });
  });
});

let installation: Installation;
let local: LocalServer;
let ada: Person;
let bob: Person;

/** Somebody with the transport on which they send. */
type Person = { readonly client: TestClient; readonly transportId: TransportId };

const limits = { pipeIdleMs: 300, reconcileMs: 300, heartbeatMs: 100, leaseMs: 1_000 };

beforeEach(async () => {
  installation = await Installation.create();
  const spread = { workers: 2, portsPerWorker: 20, media: { spread: true } };
  local = await LocalServer.start({ ...spread, limits, databaseRelay: true }, installation);
  const meeting = await installation.createMeeting();
  ada = await join(await local.enter(meeting));
  bob = await join(await local.enter(meeting));
});
afterEach(async () => {
  await local.close();
  await installation.close();
});

async function join(client: TestClient): Promise<Person> {
  const prepared = await client.trpc.prepare.mutate();
  const joined = await client.joinWith(prepared.routerRtpCapabilities);
  // Who is placed on another router than that of the lobby gets transports there.
  const { transportId } = joined.transports?.sendTransport ?? prepared.sendTransport;
  return { client, transportId };
}

async function send({ client, transportId }: Person, source: 'camera' | 'microphone'): Promise<ProducerId> {
  const [kind, rtpParameters] =
    source === 'microphone'
      ? (['audio', audioParameters()] as const)
      : (['video', videoParameters()] as const);
  const { producerId } = await client.trpc.produce.mutate({
    transportId,
    source,
    kind,
    rtpParameters,
    paused: false,
  });
  return producerId;
}

const routers = () => local.server.pool.workers.flatMap((worker) => worker.routers);

/** What is piped, as the workers have it: a producer that is on a second router, and a pair of PipeTransports. */
async function inWorkers(): Promise<{ piped: string[]; pairs: number }> {
  const dumps = await Promise.all(routers().map(async ({ router }) => router.dump()));
  const ids = dumps.flatMap(({ mapProducerIdConsumerIds }) => mapProducerIdConsumerIds.map(({ key }) => key));
  const piped = ids.filter((id, index) => ids.indexOf(id) !== index);
  return { piped: piped.sort(), pairs: pipeTransports.size / 2 };
}

/** The same as the map has it. */
async function inRows(): Promise<{ piped: string[]; pairs: number }> {
  const rows = await installation.query(`SELECT producer_id FROM pipe WHERE state = 'open'`);
  const ids = rows.map(({ producer_id }) => producer_id);
  const piped = ids.filter((id) => typeof id === 'string');
  return { piped: piped.sort(), pairs: ids.length - piped.length };
}

const rowsMatch = async (what: string, expected: { piped: string[]; pairs: number }) => {
  await waitUntil(`${what} in workers and rows`, async () => {
    const both = JSON.stringify([await inWorkers(), await inRows()]);
    return both === JSON.stringify([expected, expected]);
  });
};

test('PIPE-30 (000-50): the map has each pair and each piped producer that the workers have, and no other', async () => {
  const producers = [await send(ada, 'camera'), await send(ada, 'microphone')].sort();
  await rowsMatch('Ada’s streams on Bob’s router', { piped: producers, pairs: 1 });
  const all = [...producers, await send(bob, 'microphone')].sort();
  await rowsMatch('a pair for each direction', { piped: all, pairs: 2 });
  const { pipes } = await installation.database.distribution.read();
  const [toAda, toBob] = pipes.sort((a, b) => a.producers - b.producers);
  expect([toAda, toBob]).toMatchObject([
    { producers: 1, sourceRouterId: toBob?.targetRouterId, targetRouterId: toBob?.sourceRouterId },
    { producers: 2, state: 'open' },
  ]);
  await ada.client.trpc.closeProducer.mutate({ producerId: producers[0]! });
  await rowsMatch('one less', { piped: all.filter((id) => id !== producers[0]), pairs: 2 });
  await bob.client.trpc.leave.mutate();
  await rowsMatch('nothing', { piped: [], pairs: 0 });
});

test('PIPE-31: rows that were lost, or are false, are put right', async () => {
  const producerId = await send(ada, 'microphone');
  await rowsMatch('the pipe', { piped: [producerId], pairs: 1 });
  await installation.query('DELETE FROM pipe');
  await rowsMatch('the pipe again', { piped: [producerId], pairs: 1 });
  await installation.query(`UPDATE pipe SET state = 'broken'`);
  await rowsMatch('its state', { piped: [producerId], pairs: 1 });
});

test('PIPE-31: without the database pipes are opened and closed as ever; it hears of them afterwards', async () => {
  local.relay?.cut();
  const producers = [await send(ada, 'camera'), await send(ada, 'microphone')].sort();
  await waitUntil('the pipes', async () => (await inWorkers()).piped.length === 2);
  await ada.client.trpc.closeProducer.mutate({ producerId: producers[0]! });
  await waitUntil('the end of one', async () => (await inWorkers()).piped.length === 1);
  local.relay?.mend();
  await rowsMatch('what is left', { piped: [producers[1]!], pairs: 1 });
});
