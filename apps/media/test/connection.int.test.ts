import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { ServerId } from '@convene/protocol';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { TestMeeting } from './Installation.ts';
import { LocalServer, WEB_ORIGIN } from './LocalServer.ts';
import { waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

describe('who may connect', () => {
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start({
      maxSocketsPerAddress: 8,
      maxLobbyPeersPerAddress: 3,
      operatorToken: 'operator-token-of-this-test',
      limits: { peerWithoutSocketMs: 200, socketPingMs: 200, socketPongMs: 200 },
    });
    meeting = await local.createMeeting();
  });
  afterAll(async () => {
    await local.close();
  });

  /** Every request gets the reason, then the socket is closed with a code of its own. */
  const expectRefused = async (params: Record<string, string>, code: string, closeCode: number) => {
    const client = local.connect(params);
    expect(await codeOf(client.trpc.prepare.mutate())).toBe(code);
    expect(await client.waitForClose()).toBe(closeCode);
    expect(client.closeReason).toBe(code);
  };

  it('CONN-1: without a token, or with nonsense for one, unauthorized (004-97)', async () => {
    await expectRefused({}, 'unauthorized', 4401);
    await expectRefused({ token: 'nonsense' }, 'unauthorized', 4401);
    await expectRefused({ token: await local.token(meeting), resumeToken: 'both' }, 'unauthorized', 4401);
  });

  it('CONN-2: a token that ended is tokenExpired', async () => {
    await expectRefused(
      { token: await local.token(meeting, { expiresInSeconds: -1 }) },
      'tokenExpired',
      4401,
    );
  });

  it('CONN-2, CONN-3: a token for another server is unauthorized, one for another start of it has ended', async () => {
    const otherServer = { serverId: ServerId.parse(randomUUID()) };
    const otherEpoch = { serverEpoch: local.server.epoch! + 1 };
    await expectRefused({ token: await local.token(meeting, { change: otherServer }) }, 'unauthorized', 4401);
    await expectRefused({ token: await local.token(meeting, { change: otherEpoch }) }, 'tokenExpired', 4401);
  });

  it('CONN-4: a token that somebody else signed, or nobody, is unauthorized', async () => {
    const token = await local.token(meeting);
    const [, payload = ''] = token.split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { privateKey } = await generateKeyPair('EdDSA');
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    await expectRefused({ token: forged }, 'unauthorized', 4401);
    await expectRefused({ token: unsigned }, 'unauthorized', 4401);
  });

  it('CONN-5: an unknown resume token is resumeFailed', async () => {
    await expectRefused({ resumeToken: 'x'.repeat(43) }, 'resumeFailed', 4410);
  });

  it('CONN-6: a page of another origin gets no WebSocket; the web app’s does', async () => {
    const url = `${local.url.replace('http', 'ws')}/signaling`;
    const foreign = new WebSocket(url, { origin: 'https://evil.example' });
    const [error] = (await once(foreign, 'error')) as [Error];
    expect(error.message).toContain('403');
    const own = new WebSocket(url, { origin: WEB_ORIGIN });
    await once(own, 'open');
    own.terminate();
    const elsewhere = new WebSocket(`${local.url.replace('http', 'ws')}/other`);
    const [notFound] = (await once(elsewhere, 'error')) as [Error];
    expect(notFound.message).toContain('404');
  });

  it('CONN-7: a socket that never says who it is, is closed', async () => {
    const silent = new WebSocket(`${local.url.replace('http', 'ws')}/signaling?connectionParams=1`);
    await once(silent, 'open');
    // It answers pings, so that only its silence about itself counts.
    silent.on('message', (data: Buffer) => data.toString() === 'PING' && silent.send('PONG'));
    await once(silent, 'close');
  });

  it('CONN-8: a socket that answers no ping is closed, and its peer with it', async () => {
    const client = await local.enter(meeting);
    await client.join();
    client.webSocket.pause();
    await waitUntil('the peer to be gone', () => local.server.rooms.participants === 0);
    client.webSocket.resume();
    await client.waitForClose();
  });

  it('CONN-9: more lobbies than one address may have are tooManyConnections', async () => {
    const clients = await Promise.all([0, 1, 2].map(() => local.enter(meeting)));
    await Promise.all(clients.map(({ trpc }) => trpc.prepare.mutate()));
    await expectRefused({ token: await local.token(meeting) }, 'tooManyConnections', 4429);
    // One that has joined is in no lobby any more.
    const [first] = clients;
    await first!.joinWith((await first!.trpc.prepare.mutate()).routerRtpCapabilities);
    const fourth = await local.enter(meeting);
    await fourth.trpc.prepare.mutate();
    await Promise.all([...clients, fourth].map(({ trpc }) => trpc.leave.mutate()));
  });

  it('CONN-10: more sockets than one address may have are tooManyConnections', async () => {
    await waitUntil('all sockets to be gone', () => local.sockets === 0);
    const url = `${local.url.replace('http', 'ws')}/signaling?connectionParams=1`;
    const idle = Array.from({ length: 8 }, () => new WebSocket(url));
    await Promise.all(idle.map((socket) => once(socket, 'open')));
    await expectRefused({ token: await local.token(meeting) }, 'tooManyConnections', 4429);
    for (const socket of idle) socket.terminate();
  });

  it('OPERATOR-1: health and readiness are for everybody', async () => {
    const health = await fetch(`${local.url}/health`);
    const { serverId, epoch } = local.server;
    expect(await health.json()).toEqual({ serverId, epoch, troubles: [] });
    const ready = await fetch(`${local.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { ready: true, reasons: [], givenUp: [], troubles: [] },
    ]);
  });

  it.each(['/stats', '/workers', '/cluster', '/metrics'])(
    'OPERATOR-2: %s answers this machine, or the operators’ token (003-15, 003-16)',
    async (path) => {
      const get = (headers: Record<string, string>) => fetch(`${local.url}${path}`, { headers });
      expect((await get({})).status).toBe(200);
      expect((await get({ 'x-forwarded-for': '192.0.2.1' })).status).toBe(403);
      expect((await get({ authorization: 'Bearer wrong' })).status).toBe(403);
      expect((await get({ authorization: 'Bearer operator-token-of-this-test' })).status).toBe(200);
    },
  );

  it('OPERATOR-3: /stats has the stated shape (003-18..21, 003-24)', async () => {
    const client = await local.enter(meeting);
    await client.join();
    const stats: unknown = await (await fetch(`${local.url}/stats`)).json();
    const [worker] = local.server.pool.workers;
    expect(stats).toEqual({
      workers: [{ workerId: 0, roomCount: 1, cpuUsage: expect.any(Number), pid: worker!.pid, closed: false }],
      distribution: { '0': [meeting.meetingId] },
      totalRooms: 1,
      serverId: local.server.serverId,
      url: local.url,
      troubles: [],
    });
    await client.trpc.leave.mutate();
  });
});

describe('sockets that the web app forwards', () => {
  it('PEER-50: count for the address that it names', async () => {
    const local = await LocalServer.start({ isForwarded: true, maxSocketsPerAddress: 1 });
    const open = async (address: string) => {
      const url = `${local.server.url.replace(/^http/, 'ws')}/signaling?connectionParams=1`;
      const socket = new WebSocket(url, { origin: WEB_ORIGIN, headers: { 'x-forwarded-for': address } });
      await once(socket, 'open');
      return socket;
    };
    try {
      const [one, another] = [await open('192.0.2.1'), await open('192.0.2.2')];
      const [code] = await once(await open('192.0.2.1'), 'close');
      expect(code).toBe(4429);
      expect([one.readyState, another.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    } finally {
      await local.close();
    }
  });
});
