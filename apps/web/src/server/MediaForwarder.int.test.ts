import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TestMediaServer } from './testing/TestMediaServer.ts';
import { WebFixture } from './testing/WebFixture.ts';

let media: TestMediaServer;
let fixture: WebFixture;

beforeAll(async () => {
  media = await TestMediaServer.create();
  fixture = await WebFixture.create({ MEDIA_URLS: [media.url], forwardMedia: true });
});

afterAll(async () => {
  await fixture.close();
  await media.die();
});

describe('/media/K', () => {
  const open = (path: string, options: ConstructorParameters<typeof WebSocket>[2] = {}) =>
    new WebSocket(`${fixture.url.replace('http', 'ws')}${path}`, {
      origin: 'https://convene.example',
      ...options,
    });

  it('HTTP-10: a WebSocket reaches this machine’s media server K, with its Origin and its path', async () => {
    const socket = open('/media/0/signaling?v=1', {
      headers: { 'x-forwarded-for': '10.1.1.1', 'x-real-ip': '10.1.1.1', cookie: 'convene_id=secret' },
    });
    await once(socket, 'open');
    const big = 'x'.repeat(300_000);
    socket.send(big);
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(message.toString()).toBe(big);
    const { url, headers } = media.requests.at(-1)!;
    expect(url).toBe('/signaling?v=1');
    expect(headers).toMatchObject({
      origin: 'https://convene.example',
      host: `127.0.0.1:${media.port}`,
      // The client's own words about its address are not passed on.
      'x-forwarded-for': '127.0.0.1',
    });
    expect(headers['x-real-ip']).toBeUndefined();
    expect(headers.cookie).toBeUndefined();
    socket.close();
    await once(socket, 'close');
    await expect.poll(() => media.connections, { message: 'the media server’s socket to close' }).toBe(0);
  });

  it('HTTP-10: when the media server ends the socket, so does the client’s', async () => {
    const socket = open('/media/0');
    await once(socket, 'open');
    expect(media.requests.at(-1)?.url).toBe('/');
    media.endSockets();
    await once(socket, 'close');
  });

  it('HTTP-11: a client that vanishes leaves no socket behind', async () => {
    const socket = open('/media/0');
    await once(socket, 'open');
    socket.terminate();
    await expect.poll(() => media.connections, { message: 'the media server’s socket to close' }).toBe(0);
  });

  it.each(['/media/1', '/media/x', '/media/', '/media/00000', '/media/-1', '/media/0x', '/signaling', '/'])(
    'HTTP-12: %s leads nowhere: 404',
    async (path) => {
      const socket = open(path);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('404');
    },
  );

  it('HTTP-23: /media/server/ID reaches every registered media server, one that registered just now too', async () => {
    const later = await TestMediaServer.create();
    const path = `/media/server/${later.serverId}/signaling?v=1`;
    const [error] = (await once(open(path), 'error')) as [Error];
    expect(error.message).toContain('404');
    // Below a path, as one that is reached through another web app.
    await later.register(fixture.db, { url: `${later.url}/below/` });
    const socket = open(path, { headers: { cookie: 'convene_id=secret' } });
    await once(socket, 'open');
    const { url, headers } = later.requests.at(-1)!;
    expect(url).toBe('/below/signaling?v=1');
    expect(headers).toMatchObject({ origin: 'https://convene.example', 'x-forwarded-for': '127.0.0.1' });
    expect(headers.cookie).toBeUndefined();
    socket.close();
    await once(socket, 'close');
    await later.die();
    const [gone] = (await once(open(path), 'error')) as [Error];
    expect(gone.message).toContain('502');
  });

  it.each(['/media/server/', '/media/server/x/signaling', `/media/server/${randomUUID()}/signaling`])(
    'HTTP-23: %s is nobody: 404',
    async (path) => {
      const [error] = (await once(open(path), 'error')) as [Error];
      expect(error.message).toContain('404');
    },
  );

  it('HTTP-12: no path leads to another host', async () => {
    for (const path of ['/media/0//evil.example/x', '/media/0/@evil.example', '/media/0/\\evil.example']) {
      const socket = open(path);
      await once(socket, 'open');
      expect(media.requests.at(-1)?.headers.host).toBe(`127.0.0.1:${media.port}`);
      socket.terminate();
    }
  });

  it('HTTP-12: a media server that is down is a 502', async () => {
    const gone = await TestMediaServer.create();
    const other = await WebFixture.create({ MEDIA_URLS: [gone.url], forwardMedia: true });
    try {
      await gone.die();
      const socket = new WebSocket(`${other.url.replace('http', 'ws')}/media/0`);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('502');
    } finally {
      await other.close();
    }
  });

  it('HTTP-12: where forwarding is off, nothing is forwarded', async () => {
    const other = await WebFixture.create({ MEDIA_URLS: [media.url] });
    try {
      const socket = new WebSocket(`${other.url.replace('http', 'ws')}/media/0`);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('404');
    } finally {
      await other.close();
    }
  });

  it('HTTP-13: closing the server ends forwarded sockets', async () => {
    const other = await WebFixture.create({ MEDIA_URLS: [media.url], forwardMedia: true });
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}/media/0`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await other.close();
    await closed;
  });
});
