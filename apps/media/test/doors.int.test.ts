import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import type { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

const QUICK_MS = 300;

/** Each door of a media server, from outside: whoever is slow, silent or half there is let go, and nobody notices. */
describe('the doors', () => {
  const sockets: Socket[] = [];
  let local: LocalServer;
  let meeting: TestMeeting;
  let ada: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    local = await LocalServer.start({
      controlKey: randomBytes(32).toString('hex'),
      limits: {
        // Those who come to be served ask and answer in time, however busy the machine is.
        httpRequestMs: 3 * QUICK_MS,
        linkCallMs: QUICK_MS,
        socketPingMs: QUICK_MS,
        socketPongMs: 5 * QUICK_MS,
        peerWithoutSocketMs: QUICK_MS,
      },
    });
    meeting = await local.createMeeting();
    [ada, bob] = [await local.enter(meeting), await local.enter(meeting)];
    await Promise.all([ada.join(), bob.join({ name: 'Bob' })]);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await local.close();
  });

  const dial = async (): Promise<Socket> => {
    const { hostname, port } = new URL(local.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  /** Also by a reset, which answers what is still being sent. */
  const untilLetGo = async (socket: Socket) => {
    socket.resume();
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  };
  /** Events go on from one to the other. */
  const expectNobodyNoticed = async () => {
    const before = ada.eventsOf('participantUpdated').length;
    await bob.trpc.rename.mutate({ name: `Bob ${before}` });
    await ada.waitForEvent('participantUpdated', before + 1);
    expect([ada.closeCode, bob.closeCode]).toEqual([undefined, undefined]);
  };

  it.each([
    ['nothing', ''],
    ['half a head', 'GET /health HTTP/1.1\r\nHost: 127'],
    ['half a body', 'POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('BOUND-30: a connection that sends %s is let go', async (_what, text) => {
    const socket = await dial();
    socket.write(text);
    await untilLetGo(socket);
    await expectNobodyNoticed();
  });

  it('BOUND-30: so is one that sends a byte now and then', async () => {
    const socket = await dial();
    const timer = setInterval(() => socket.write('x'), QUICK_MS / 10);
    socket.write('GET /health HTTP/1.1\r\nX-Slow: ');
    await untilLetGo(socket);
    clearInterval(timer);
    await expectNobodyNoticed();
  });

  it.each(['/signaling?connectionParams=1', '/link?connectionParams=1', '/control?connectionParams=1'])(
    'BOUND-31: at %s a socket that never says who it is, or says it by halves, is let go',
    async (path) => {
      const url = `${local.url.replace('http', 'ws')}${path}`;
      const [silent, half] = [new WebSocket(url), new WebSocket(url)];
      await Promise.all([silent, half].map((socket) => once(socket, 'open')));
      // A text frame of 16 KiB that never ends.
      const { _socket: connection } = half as unknown as { _socket: Socket };
      connection.write(Buffer.from([0x81, 0x80 | 126, 0x40, 0x00, 1, 2, 3, 4, ...Buffer.from('half')]));
      await Promise.all([silent, half].map((socket) => once(socket, 'close')));
      await expectNobodyNoticed();
    },
  );

  it('BOUND-32: of a socket within a message nothing more is awaited than an answer to a ping', async () => {
    const eve = await local.enter(meeting);
    await eve.join({ name: 'Eve' });
    const { _socket: connection } = eve.webSocket as unknown as { _socket: Socket };
    connection.write(Buffer.from([0x81, 0x80 | 126, 0x40, 0x00, 1, 2, 3, 4]));
    // What it sends from now on are the insides of that message, by single bytes.
    const timer = setInterval(() => connection.writable && connection.write('x'), QUICK_MS / 10);
    await eve.waitForClose();
    clearInterval(timer);
    await waitUntil('Eve to be gone', () => local.server.rooms.participants === 2);
    await expectNobodyNoticed();
  });

  it('BOUND-33: what comes after a close frame changes nothing', async () => {
    const eve = await local.enter(meeting);
    await eve.join({ name: 'Eve' });
    const updates = bob.eventsOf('participantUpdated').length;
    const { webSocket } = eve;
    const { _socket: connection } = webSocket as unknown as { _socket: Socket };
    const rename = JSON.stringify({
      id: 1,
      method: 'mutation',
      params: { path: 'rename', input: { name: 'Late' } },
    });
    const mask = [0, 0, 0, 0];
    // A close frame (4100), and a whole message behind it.
    const close = Buffer.from([0x88, 0x82, ...mask, 0x10, 0x04]);
    const message = Buffer.from([0x81, 0x80 | 126, rename.length >> 8, rename.length & 255, ...mask]);
    connection.write(Buffer.concat([close, message, Buffer.from(rename)]));
    await waitUntil('Eve to be gone', () => local.server.rooms.participants === 2);
    const names = bob.eventsOf('participantUpdated').slice(updates);
    expect(names.map(({ participant }) => participant.name)).not.toContain('Late');
    await expectNobodyNoticed();
  });
});
