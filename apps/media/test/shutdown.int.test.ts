import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TcpRelay } from '@convene/horizontal/relay';
import { BROWSER_SEAT, type JoinClaims, ServerEpoch, ServerId, UserId } from '@convene/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { Installation, type TestMeeting } from './Installation.ts';
import { audioParameters } from './rtp.ts';
import { ServerProcess } from './ServerProcess.ts';
import { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

/** What supervisors wait before they kill (DESIGN §6); the process is to be faster. */
const MOST_MS = 5_000;
const PEOPLE = 12;
const WORKERS = 2;
const Health = z.object({ serverId: ServerId, epoch: ServerEpoch });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('SIGTERM', () => {
  const clients: TestClient[] = [];
  let installation: Installation;
  let folder: string;
  let relay: TcpRelay;
  let server: ServerProcess;
  let url: string;
  let pids: number[];
  let meeting: TestMeeting;
  let health: z.infer<typeof Health>;

  beforeAll(async () => {
    installation = await Installation.create();
    const to = new URL(installation.databaseUrl);
    relay = await TcpRelay.start(() => to);
    folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
    await writeFile(join(folder, 'token-key.pub.json'), JSON.stringify(installation.tokenKey));
  });
  afterEach(async () => {
    relay.mend();
    for (const client of clients.splice(0)) client.close();
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await server.kill();
  });
  afterAll(async () => {
    relay.close();
    await installation.close();
    await rm(folder, { recursive: true });
  });

  const launch = async () => {
    pids = [];
    const databaseUrl = relay.through(installation.databaseUrl);
    // The limits of a real server.
    server = await ServerProcess.start({
      databaseUrl,
      folder,
      workers: WORKERS,
      env: { LIMIT_DATABASE_MS: '' },
    });
  };
  const start = async () => {
    await launch();
    const stats = await server.untilReady();
    url = stats.url;
    pids = stats.workers.map(({ pid }) => pid);
    health = Health.parse(await (await fetch(`${url}/health`)).json());
    meeting = await installation.createMeeting({}, health.serverId);
  };

  const enter = async () => {
    const { meetingId, slug } = meeting;
    const claims: JoinClaims = {
      userId: UserId.parse(randomUUID()),
      seatKey: BROWSER_SEAT,
      meetingId,
      slug,
      title: 'Test',
      role: 'participant',
      serverId: health.serverId,
      serverEpoch: health.epoch,
    };
    const client = new TestClient(url, { token: await installation.signToken(claims) });
    clients.push(client);
    return client;
  };

  /** Half of them sit and send, the others are somewhere on the way, and three sockets misbehave. */
  const fill = async () => {
    const sitting = await Promise.all(Array.from({ length: PEOPLE / 2 }, enter));
    for (const client of sitting) {
      const prepared = await client.trpc.prepare.mutate();
      await client.joinWith(prepared.routerRtpCapabilities);
      await client.trpc.produce.mutate({
        transportId: prepared.sendTransport.transportId,
        source: 'microphone',
        kind: 'audio',
        rtpParameters: audioParameters(),
        paused: false,
      });
    }
    const others = await Promise.all(Array.from({ length: PEOPLE / 2 }, enter));
    for (const client of others) client.join({ name: 'Late' }).catch(() => undefined);
    const address = `${url.replace('http', 'ws')}/signaling?connectionParams=1`;
    const strange = [0, 1, 2].map(() => new WebSocket(address));
    await Promise.all(strange.map((socket) => once(socket, 'open')));
    strange[0]!.pause();
    strange[1]!.send('{"method":"connectionParams","data":{"token":"');
    for (const socket of strange) socket.on('error', () => socket.terminate());
    return sitting;
  };

  const rowsLeft = async () => {
    const tables = ['media_server', 'worker', 'router', 'peer', 'producer', 'pipe', 'room_server'];
    const [counts] = await installation.query(
      `SELECT ${tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`).join(', ')}`,
    );
    return counts;
  };
  const NO_ROWS = { media_server: 0, worker: 0, router: 0, peer: 0, producer: 0, pipe: 0, room_server: 0 };

  const expectEnd = async () => {
    const began = performance.now();
    expect(await server.end(), server.output).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan(MOST_MS);
    await waitUntil('the workers to be gone', () => !pids.some(isAlive));
  };

  it('CLOSE-7: in the middle of everything, sent twice: code 0 within 5 s, everybody told, no row left', async () => {
    await start();
    const sitting = await fill();
    server.signal('SIGTERM');
    await Promise.all(
      sitting.map(async (client) =>
        expect(await client.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'serverClosing' }),
      ),
    );
    server.signal('SIGTERM');
    server.signal('SIGINT');
    await expectEnd();
    expect(await rowsLeft()).toEqual(NO_ROWS);
  });

  it('CLOSE-8: while the database is silent: code 0 within 5 s; the rows fall with the lease', async () => {
    await start();
    await fill();
    relay.stall();
    server.signal('SIGTERM');
    await expectEnd();
  });

  it('CLOSE-9: while a worker hangs: it is killed, and no row is left', async () => {
    await start();
    await fill();
    process.kill(pids[0]!, 'SIGSTOP');
    server.signal('SIGTERM');
    await expectEnd();
    await installation.query(`DELETE FROM media_server WHERE lease_until < now()`);
    expect(await rowsLeft()).toEqual(NO_ROWS);
  });

  it('CLOSE-10: at any moment of the start: it ends, with its workers', async () => {
    for (const message of ['worker started', 'server listening']) {
      await launch();
      await server.line(message);
      server.signal('SIGTERM');
      await expectEnd();
      pids = server.lines('worker started').map(({ pid }) => Number(pid));
      expect(pids.length).toBeGreaterThan(0);
      await waitUntil('the workers to be gone', () => !pids.some(isAlive));
    }
  });
});
