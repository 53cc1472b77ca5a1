import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebFixture } from './testing/WebFixture.ts';

let fixture: WebFixture;

beforeAll(async () => {
  fixture = await WebFixture.create({ requestMs: 300 });
});
afterAll(() => fixture.close());

it.each([
  ['nothing', ''],
  ['half a head', 'GET / HTTP/1.1\r\nHost: 127'],
  ['half a body', 'POST /api/trpc/meeting.create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{'],
])('BOUND-30: the web app lets a connection go that sends %s', async (_what, text) => {
  const { hostname, port } = new URL(fixture.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(text);
  socket.resume();
  await once(socket, 'close');
  expect((await fetch(`${fixture.url}/healthz`)).status).toBe(200);
});
