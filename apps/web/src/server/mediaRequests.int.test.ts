import { once } from 'node:events';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { isServerUp } from './isServerUp.ts';
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
  media = await TestMediaServer.create({ tls: { cert, key } });
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

it('MACHINE-5: whether it is up; by another name its certificate is looked at', async () => {
  const { serverId, epoch, url } = media;
  expect(await isServerUp({ serverId, epoch, url: 'https://192.0.2.1/media/0' }, [url])).toBe(true);
  const named = url.replace('127.0.0.1', 'localhost.localdomain');
  expect(await isServerUp({ serverId, epoch, url: named }, [])).toBe(false);
});
