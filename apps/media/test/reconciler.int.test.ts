import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Installation, type TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { RecordingLog } from './RecordingLog.ts';
import { audioParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitFor, waitUntil } from './waitFor.ts';

const limits = { reconcileMs: 100, reconcileAgeMs: 250, pipeIdleMs: 100, linkGraceMs: 500 };

let installation: Installation;
let local: LocalServer;
let log: RecordingLog;
let meeting: TestMeeting;
let ada: TestClient;
let producerId: string;

/** One person who sends. */
beforeEach(async () => {
  installation = await Installation.create();
  log = new RecordingLog();
  local = await LocalServer.start({ limits, log }, installation);
  meeting = await local.createMeeting();
  ada = await local.enter(meeting);
  const prepared = await ada.trpc.prepare.mutate();
  await ada.joinWith(prepared.routerRtpCapabilities);
  const sent = await ada.trpc.produce.mutate({
    transportId: prepared.sendTransport.transportId,
    source: 'microphone',
    kind: 'audio',
    rtpParameters: audioParameters('0'),
    paused: false,
  });
  producerId = sent.producerId;
  await waitUntil('its row', async () => (await count('producer')) === 1);
});
afterEach(async () => {
  await local.close();
  await installation.close();
});

const repairs = () =>
  log.lines.filter(({ message }) => message === 'map repaired').map(({ fields }) => fields);
const count = async (table: string) =>
  Number((await installation.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n']);
/** All rows that the map has of the meeting, without times. */
const map = async () => ({
  peers: await installation.query(
    'SELECT id, participant_id, seat_epoch, server_id, worker_id, router_id FROM peer',
  ),
  seats: await installation.query(
    'SELECT id, current_peer_id, server_id, worker_id, router_id FROM participant',
  ),
  producers: await installation.query('SELECT id, peer_id, router_id, kind, source, paused FROM producer'),
  routers: await installation.query('SELECT id, server_id, worker_id, meeting_id FROM router'),
  parts: await installation.query('SELECT meeting_id, server_id FROM room_server'),
});

it.each(['producer', 'peer', 'router', 'room_server'])(
  'MAP-16: deleted rows of what lives are written again (%s)',
  async (table) => {
    const before = await map();
    await installation.query(`DELETE FROM ${table}`);
    await waitUntil(
      'all rows as they were',
      async () => JSON.stringify(await map()) === JSON.stringify(before),
    );
    expect(repairs()).not.toHaveLength(0);
    expect(ada.closeCode).toBeUndefined();
  },
);

it('MAP-16: a row that says another thing than what lives is put right', async () => {
  await installation.query('UPDATE producer SET paused = true');
  await waitUntil('the row', async () => (await map()).producers[0]?.['paused'] === false);
  expect(repairs()).toMatchObject([{ count: 1, lostProducer: [producerId] }]);
});

it('MAP-17: rows of what does not live are removed', async () => {
  const before = await map();
  const other = await installation.createMeeting();
  const { serverId } = local;
  const [falseRouter, falsePeer, falseProducer] = [randomUUID(), randomUUID(), randomUUID()];
  const [seat] = await installation.query('SELECT id, meeting_id, worker_id FROM participant');
  await installation.query(
    'INSERT INTO router (id, server_id, worker_id, meeting_id) VALUES ($1, $2, $3, $4)',
    [falseRouter, serverId, seat?.['worker_id'], other.meetingId],
  );
  await installation.query(
    'INSERT INTO peer (id, meeting_id, participant_id, seat_epoch, server_id) VALUES ($1, $2, $3, 0, $4)',
    [falsePeer, seat?.['meeting_id'], seat?.['id'], serverId],
  );
  await installation.query(
    `INSERT INTO producer
       (id, meeting_id, peer_id, participant_id, server_id, router_id, kind, source, seat_epoch)
     SELECT $1, meeting_id, peer_id, participant_id, server_id, router_id, 'video', 'camera', seat_epoch
       FROM producer`,
    [falseProducer],
  );
  await installation.query('INSERT INTO room_server (meeting_id, server_id) VALUES ($1, $2)', [
    other.meetingId,
    serverId,
  ]);
  await waitUntil('them to be gone', async () => JSON.stringify(await map()) === JSON.stringify(before));
  expect(repairs().flatMap((fields) => Object.entries(fields))).toEqual(
    expect.arrayContaining([
      ['falseRouter', [falseRouter]],
      ['falsePeer', [falsePeer]],
      ['falseProducer', [falseProducer]],
      ['falsePart', [other.meetingId]],
    ]),
  );
});

it('MAP-18: a transport that belongs to no peer and no pipe is closed, and no other', async () => {
  const router = local.server.pool.workers
    .flatMap(({ routers }) => routers)
    .find(({ meetingId }) => meetingId === meeting.meetingId)!;
  // Somebody who waits in the lobby has transports too.
  const bob = await local.enter(meeting);
  await bob.trpc.prepare.mutate();
  const before = router.counts.transports;
  const transport = await router.createTransport();
  const pipe = await router.router.createPipeTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' } });
  await waitUntil('both to be closed', () => transport.closed && pipe.closed);
  expect(router.counts.transports).toBe(before);
  const line = await waitFor('the line', () =>
    log.lines.find(({ message }) => message === 'transports closed that belong to nobody'),
  );
  expect(line.fields['transportIds']).toContain(transport.id);
});

it('MAP-19: nothing is repaired where nothing is wrong', async () => {
  const bob = await local.enter(meeting);
  await bob.join({ name: 'Bob' });
  const compared = () => local.statements.filter((name) => name === 'map-read-server').length;
  await bob.trpc.leave.mutate();
  const carla = await local.enter(meeting);
  await carla.trpc.prepare.mutate();
  await waitUntil('the row to go', async () => (await count('peer')) === 1);
  // What a slow machine may have written late is written now.
  const [before, repaired] = [compared(), repairs().length];
  const rows = await map();
  await waitUntil('ten comparisons', () => compared() >= before + 10);
  expect(repairs()).toHaveLength(repaired);
  expect(await map()).toEqual(rows);
});

it('MAP-20: a peer whose seat was taken while nobody heard of it ends', async () => {
  await installation.query('UPDATE participant SET seat_epoch = seat_epoch + 1, current_peer_id = NULL');
  expect(await ada.waitForClose()).toBe(4000);
  expect(ada.closeReason).toBe('takenOver');
});
