import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { isServerUp } from './isServerUp.ts';
import { askMediaServer } from './mediaRequests.ts';
import { ask } from './testing/http.ts';
import { TestMediaServer } from './testing/TestMediaServer.ts';
import { WebFixture } from './testing/WebFixture.ts';

let media: TestMediaServer;
let fixture: WebFixture;

beforeAll(async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'Elsewhere' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '192.0.2.1' }] }],
  });
  media = await TestMediaServer.create({ tls: { cert, key }, host: '0.0.0.0' });
  fixture = await WebFixture.create({ MEDIA_URLS: [media.url], forwardMedia: true });
});
afterAll(async () => {
  await fixture.close();
  await media.die();
});

it('MACHINE-5: /stats of a media server that speaks TLS, by loopback, whatever its certificate names', async () => {
  const { status, body } = await ask(`${fixture.url}/stats`);
  expect([status, JSON.parse(body)]).toEqual([200, { path: '/stats' }]);
});

it('MACHINE-5: its WebSocket', async () => {
  const socket = new WebSocket(`${fixture.url.replace('http', 'ws')}/media/0/signaling`);
  await once(socket, 'open');
  socket.send('hello');
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(message.toString()).toBe('hello');
  socket.terminate();
});

it('MACHINE-5: whether it is up', async () => {
  const { serverId, epoch, url } = media;
  expect(await isServerUp({ serverId, epoch, url: 'https://192.0.2.1/media/0' }, [url])).toBe(true);
});

it('MACHINE-5: by another address its certificate is looked at', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ internal, family }) => !internal && family === 'IPv4');
  if (found === undefined) throw new Error('this test needs a machine with an IPv4 address on a network');
  const url = new URL('/health', media.url.replace('127.0.0.1', found.address));
  const asked = askMediaServer(url, { signal: AbortSignal.timeout(5_000) });
  await expect(asked).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});
