import { randomUUID } from 'node:crypto';
import { HorizontalError, RemoteConnection, TrpcChannel } from '@convene/horizontal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeToken, LinkCaller } from './LinkCaller.ts';
import { LocalCluster } from './LocalCluster.ts';
import type { LocalServer } from './LocalServer.ts';
import { RecordingLog } from './RecordingLog.ts';
import { videoParameters } from './rtp.ts';
import { waitFor, waitUntil } from './waitFor.ts';

let cluster: LocalCluster;
/** Of the first server. */
const log = new RecordingLog();

beforeAll(async () => {
  cluster = await LocalCluster.start({
    servers: [{ log }, {}, {}],
    each: { workers: 1, limits: { linkGraceMs: 500 } },
  });
});
afterAll(() => cluster.close());

it('MAP-1: each server writes how the others reach it, and by which key it is known (000-1, 000-2, 000-8, 000-32)', async () => {
  const rows = await cluster.database.servers.list();
  const told = cluster.servers.map(({ server }) => ({ serverId: server.serverId, linkUrl: server.linkUrl }));
  expect(rows.map(({ serverId, linkUrl }) => ({ serverId, linkUrl }))).toEqual(told);
  expect(new Set(rows.map(({ linkPublicKey }) => linkPublicKey)).size).toBe(3);
});

it('MAP-2: people of one meeting sit on different servers, each of which has its part (000-12)', async () => {
  const meeting = await cluster.createMeeting();
  for (const index of [0, 1, 2]) await (await cluster.enter(index, meeting)).join();
  const { participants } = await cluster.database.distribution.read();
  const servers = participants.map(({ serverId }) => serverId);
  expect(new Set(servers)).toEqual(new Set(cluster.servers.map(({ serverId }) => serverId)));
});

it('LINK-10: /cluster shows how the links of a server stand', async () => {
  const meeting = await cluster.createMeeting();
  for (const index of [0, 1]) await (await cluster.enter(index, meeting)).join();
  const [one, two] = [cluster.server(0), cluster.server(1)];
  const linksOf = async ({ url }: typeof one) => {
    const answer = (await (await fetch(`${url}/cluster`)).json()) as { links: Record<string, unknown>[] };
    return answer.links;
  };
  await waitUntil('an open link', async () => {
    const links = await linksOf(one);
    return links.some(({ serverId, state }) => serverId === two.serverId && state === 'open');
  });
  two.linkRelay?.cut();
  const broken = await waitFor('it to break', async () => {
    const links = await linksOf(one);
    return links.find(({ serverId, state }) => serverId === two.serverId && state === 'retrying');
  });
  expect(broken).toMatchObject({ reason: 'outOfReach', since: expect.any(Number) as number });
  two.linkRelay?.mend();
});

it('MAP-15: what somebody sends is received on another server, by a pipe that its server opens over its link (000-30..34)', async () => {
  const meeting = await cluster.createMeeting();
  const ada = await cluster.enter(0, meeting);
  const prepared = await ada.trpc.prepare.mutate();
  await ada.joinWith(prepared.routerRtpCapabilities);
  const bob = await cluster.enter(1, meeting);
  const joined = await bob.join({ name: 'Bob' });
  expect(joined.snapshot.participants.map(({ name }) => name).toSorted()).toEqual(['Ada', 'Bob']);
  const { producerId } = await ada.trpc.produce.mutate({
    transportId: prepared.sendTransport.transportId,
    source: 'screen',
    kind: 'video',
    rtpParameters: videoParameters('0', 3),
    paused: false,
  });
  const { consumer } = await bob.waitForEvent('newConsumer');
  expect(consumer.producerId).toBe(producerId);
  await ada.trpc.closeProducer.mutate({ producerId });
  await bob.waitForEvent('consumerClosed');
});

describe('mediasoup over the link, within the grant of a peer', () => {
  async function openAs(from: LocalServer, to: LocalServer) {
    const [caller, callee] = [from, to].map(({ server: { serverId, epoch } }) => ({
      serverId,
      epoch: epoch!,
    }));
    const token = await forgeToken({ from: caller!, to: callee!, key: from.linkKey });
    const link = new LinkCaller(`${to.url.replace(/^http/, 'ws')}/link`, { token });
    const channel = new TrpcChannel(link.trpc.mediasoup);
    const connection = await RemoteConnection.open({ name: 'test', channel, callMs: 3_000, graceMs: 500 });
    return { connection, close: () => (connection.close(), link.close()) };
  }
  const codeOf = async (call: Promise<unknown>) =>
    HorizontalError.from(
      await call.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ).code;
  const transports = (server: LocalServer) => server.counts.transports;
  const options = { listenInfo: { protocol: 'udp', ip: '127.0.0.1' } } as const;

  it('LINK-11: a router that is not there, or of a room that the caller does not serve, is refused, and nothing is opened', async () => {
    const [from, to] = [cluster.server(2), cluster.server(0)];
    const meeting = await cluster.createMeeting();
    await (await cluster.enter(0, meeting)).join();
    const router = await waitFor('its router', () =>
      to.server.pool.workers
        .flatMap(({ routers }) => routers)
        .find((it) => it.meetingId === meeting.meetingId),
    );
    const before = transports(to);
    const { connection, close } = await openAs(from, to);
    expect(await codeOf(connection.router({ id: router.id }).createPipeTransport(options))).toBe('forbidden');
    expect(await codeOf(connection.router({ id: randomUUID() }).createPipeTransport(options))).toBe(
      'forbidden',
    );
    expect(await codeOf(connection.router({ id: 'nonsense' }).createPipeTransport(options))).toBe(
      'forbidden',
    );
    expect(await codeOf(connection.createWorker())).toBe('forbidden');
    const logged = log.lines.filter(
      ({ message, fields }) => message === 'call failed' && fields['code'] === 'forbidden',
    );
    expect(logged).toHaveLength(4);
    expect(transports(to)).toBe(before);
    close();
  });

  it('LINK-14: a server that has just joined may pipe at once, by its row, when its announcement is still on its way', async () => {
    const [from, to] = [cluster.server(2), cluster.server(0)];
    const meeting = await cluster.createMeeting();
    await (await cluster.enter(0, meeting)).join();
    const [router] = to.server.pool.workers
      .flatMap(({ routers }) => routers)
      .filter(({ meetingId }) => meetingId === meeting.meetingId);
    // Nothing announces this row.
    await cluster.installation.query('INSERT INTO room_server (meeting_id, server_id) VALUES ($1, $2)', [
      meeting.meetingId,
      from.server.serverId,
    ]);
    const { connection, close } = await openAs(from, to);
    const pipe = await connection.router({ id: router!.id }).createPipeTransport(options);
    expect(pipe.closed).toBe(false);
    close();
  });

  it('LINK-12: on a router of a room that both serve it makes pipes, as the callee says, until its session ends', async () => {
    const [from, to] = [cluster.server(2), cluster.server(0)];
    const meeting = await cluster.createMeeting();
    // The caller goes past the relay; by way of it the server's own link would take its place.
    to.linkRelay?.cut();
    for (const index of [0, 2]) await (await cluster.enter(index, meeting)).join();
    const router = to.server.pool.workers
      .flatMap(({ routers }) => routers)
      .find((it) => it.meetingId === meeting.meetingId)!;
    const { connection, close } = await openAs(from, to);
    const before = to.transportsOf(meeting);
    const pipe = await waitFor('a pipe', () =>
      connection
        .router({ id: router.id })
        .createPipeTransport({ ...options, enableSrtp: false, enableSctp: true })
        .catch(() => undefined),
    );
    expect(pipe.srtpParameters).toBeDefined();
    expect(pipe.sctpParameters).toBeUndefined();
    expect(to.transportsOf(meeting)).toBe(before + 1);
    expect(await codeOf(pipe.connect({ ip: 'nowhere', port: -1 }))).toBe('remote');
    close();
    await waitUntil('it to be closed', () => to.transportsOf(meeting) === before);
    to.linkRelay?.mend();
  });
});
