import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UserId } from '@convene/protocol';
import { observer, type types } from 'mediasoup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Log } from '../src/media/Log.ts';
import { CutPerson } from './CutPerson.ts';
import { Installation, type TestMeeting } from './Installation.ts';
import { LiveTimers } from './LiveTimers.ts';
import { LocalServer } from './LocalServer.ts';
import { seededRandom } from './seededRandom.ts';
import { waitUntil } from './waitFor.ts';

/** How many sockets are cut; the full number of the requirement is 1000 (`CONVENE_CUTS=1000`). */
const CUTS = Number(process.env['CONVENE_CUTS'] ?? 200);
const SEED = Number(process.env['CONVENE_SEED'] ?? randomInt(2 ** 31));
const AT_ONCE = 16;
/** On a slow machine the way takes longer than anybody wants to wait: then most are cut on the first part of it. */
const LONGEST_WAY_MS = 800;
/** The memory is looked at after each. */
const CUTS_IN_A_ROUND = 200;
const MEETINGS = 6;
const PEOPLE = 40;
const WORKERS = 2;
/** Nothing is put right by the reconciler here: what is left behind stays so, and shows. */
const NEVER_MS = 3_600_000;

const LIMITS = {
  peerWithoutSocketMs: 400,
  peerPageGoneMs: 200,
  prepareMs: 3_000,
  socketPingMs: 300,
  socketPongMs: 300,
  pipeIdleMs: 300,
  heartbeatMs: 200,
  reconcileMs: NEVER_MS,
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('sockets that are cut', () => {
  const webRtcServers: types.WebRtcServer[] = [];
  const routers = new Set<types.Router>();
  /** Kept of the log, which would grow else. */
  const errors: unknown[] = [];
  const kept: Log = {
    debug() {},
    info() {},
    warn: (message, fields) => message === 'rows of a peer not restored' && errors.push([message, fields]),
    error: (message, fields) => errors.push([message, fields]),
    child: () => kept,
  };
  const random = seededRandom(SEED);
  const timers = new LiveTimers();
  let installation: Installation;
  let local: LocalServer;
  let meetings: TestMeeting[];

  beforeAll(async () => {
    observer.on('newworker', ({ observer: worker }) => {
      worker.on('newwebrtcserver', (server) => webRtcServers.push(server));
      worker.on('newrouter', (router) => {
        routers.add(router);
        router.observer.once('close', () => routers.delete(router));
      });
    });
    installation = await Installation.create();
    const common = { workers: WORKERS, log: kept, limits: LIMITS, maxSocketsPerAddress: 2_000 };
    local = await LocalServer.start({ ...common, portsPerWorker: 40, media: { spread: true } }, installation);
    meetings = await Promise.all(Array.from({ length: MEETINGS }, () => local.createMeeting()));
  });
  afterAll(async () => {
    await local.close();
    await installation.close();
    timers.stop();
  });

  const userIds = Array.from({ length: PEOPLE }, () => UserId.parse(randomUUID()));
  /** Cuts so many, some at once; answers how many had joined. */
  const cut = async (count: number, withinMs: number) => {
    let left = count;
    let joined = 0;
    const cutOneAfterAnother = async () => {
      while (left-- > 0) {
        const person = new CutPerson({ local, meetings, userIds, random, withinMs });
        await person.run();
        if (person.isJoined) joined += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, cutOneAfterAnother));
    return joined;
  };

  /** With as many on the way as are cut at once. */
  const durationOfTheWay = async () => {
    const began = performance.now();
    const walking = Array.from({ length: AT_ONCE }, async (_, index) => {
      const meeting = meetings[index % MEETINGS]!;
      const client = await local.enter(meeting, { userId: userIds[index]! });
      const person = new CutPerson({ local, meetings, userIds, random: () => 0, withinMs: 0 });
      // On a machine that stands still for a moment a ping is not answered in time: that is a cut too.
      await person.walk(client).catch(() => undefined);
      client.close();
    });
    await Promise.all(walking);
    return Math.min(LONGEST_WAY_MS, performance.now() - began);
  };

  /** All that somebody might have left behind, by its name. */
  const left = async (): Promise<Record<string, number>> => {
    const { pool, rooms } = local.server;
    const [rows] = await installation.query(`
      SELECT (SELECT count(*)::int FROM peer) AS "peer rows", (SELECT count(*)::int FROM router) AS "router rows",
             (SELECT count(*)::int FROM producer) AS "producer rows", (SELECT count(*)::int FROM pipe) AS "pipe rows",
             (SELECT count(*)::int FROM room_server) AS "part rows",
             (SELECT count(*)::int FROM participant WHERE server_id IS NOT NULL) AS "taken seats",
             (SELECT sum(load + reserved)::int FROM media_server) AS "load and reservations of the server"`);
    const metrics = await (await fetch(`${local.url}/metrics`)).text();
    const metric = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)?.[1]);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const inRouters = await Promise.all([...routers].map((router) => router.dump()));
    const inServers = await Promise.all(webRtcServers.map((server) => server.dump()));
    const pooled = sum(pool.workers.map(({ pooledRouters }) => pooledRouters));
    return {
      ...Object.fromEntries(Object.entries(rows ?? {}).map(([name, value]) => [name, Number(value)])),
      sockets: local.sockets,
      rooms: rooms.all.length,
      peers: sum(rooms.all.map(({ peerIds }) => peerIds.size)),
      'reservations of workers': sum(pool.workers.map(({ reserved }) => reserved)),
      channels: metric('convene_channels'),
      'writes that wait': metric('convene_writes_waiting'),
      // Each router has a DirectTransport of its own.
      transports: sum(inRouters.map(({ transportIds }) => transportIds.length - 1)),
      'producers and consumers': sum(
        inRouters.map((dump) => dump.mapProducerIdConsumerIds.length + dump.mapConsumerIdProducerId.length),
      ),
      'data consumers': sum(inRouters.map((dump) => dump.mapDataConsumerIdDataProducerId.length)),
      'routers in use': inRouters.length - pooled,
      'transports of WebRtcServers': sum(
        inServers.map((dump) => dump.webRtcTransportIds.length + dump.localIceUsernameFragments.length),
      ),
    };
  };
  const untilNothingIsLeft = async () => {
    let seen: Record<string, number> = {};
    await waitUntil('nothing to be left', async () => {
      seen = await left();
      return Object.values(seen).every((count) => count === 0);
    }).catch(() => expect(seen).toEqual(Object.fromEntries(Object.keys(seen).map((name) => [name, 0]))));
  };

  /** Of this process and of the workers, in MB. */
  const memory = () => {
    collectGarbage();
    const rss = (pid: number) =>
      (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
    const workers = local.server.pool.workers.map(({ pid }) => Math.round(rss(pid)));
    return { heapMb: Math.round(process.memoryUsage().heapUsed / 2 ** 20), workers };
  };

  it(`BOUND-10: ${CUTS} sockets cut at random points of the join leave nothing (seed ${SEED})`, async () => {
    // How long the whole way takes here and now; and what is opened once, such as connections to the database.
    const withinMs = await durationOfTheWay();
    await untilNothingIsLeft();
    const before = timers.all.length;

    const rounds: { joined: number }[] = [];
    for (let cuts = 0; cuts < CUTS; cuts += CUTS_IN_A_ROUND) {
      const joined = await cut(Math.min(CUTS_IN_A_ROUND, CUTS - cuts), withinMs);
      await untilNothingIsLeft();
      rounds.push({ joined, ...memory() });
    }
    process.stdout.write(`${JSON.stringify({ cuts: CUTS, seed: SEED, withinMs, rounds })}\n`);
    await waitUntil('no more timers than before', () => timers.all.length <= before).catch(() =>
      expect(timers.all).toEqual([]),
    );
    expect(errors).toEqual([]);
    // Else the cuts came too early or too late to say anything.
    expect(rounds.every(({ joined }) => joined > 0)).toBe(true);
  }, 300_000);
});
