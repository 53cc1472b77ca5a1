import { randomBytes } from 'node:crypto';
import { connectMediasoup, HorizontalError, type RemoteConnection } from '@convene/horizontal';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LocalServer, type LocalServerOptions } from './LocalServer.ts';
import { RecordingLog } from './RecordingLog.ts';
import { waitUntil } from './waitFor.ts';

const key = randomBytes(32).toString('hex');

let local: LocalServer | undefined;
let connection: RemoteConnection | undefined;

afterEach(async () => {
  connection?.close();
  await local?.close();
});

async function start(options: LocalServerOptions): Promise<{ log: RecordingLog; url: string }> {
  const log = new RecordingLog();
  local = await LocalServer.start({ log, ...options });
  return { log, url: `${local.url.replace(/^http/, 'ws')}/control` };
}

const connect = async (url: string, key: string) =>
  connectMediasoup({ url, key, callMs: 3_000, graceMs: 1_000 });
const codeOf = async (call: Promise<unknown>) =>
  HorizontalError.from(
    await call.then(
      () => undefined,
      (error: unknown) => error,
    ),
  ).code;

it('LINK-13: whoever has the control key controls the server’s mediasoup, of which only they can', async () => {
  const { url } = await start({ controlKey: key, workers: 2 });
  connection = await connect(url, key);
  expect(connection.grant).toBe('control');
  const pidsOf = (workers: Iterable<{ readonly pid: number }>) => new Set([...workers].map(({ pid }) => pid));
  expect(pidsOf(connection.workers)).toEqual(pidsOf(local!.server.pool.workers));
  const worker = [...connection.workers][0]!;
  const router = await worker.createRouter({ mediaCodecs: [] });
  expect((await worker.dump()).routerIds).toContain(router.id);
});

it('LINK-13: with a wrong key nobody does, and without one set there is no such door', async () => {
  const { url, log } = await start({ controlKey: key });
  expect(await codeOf(connect(url, key.replaceAll(/./g, 'x')))).toBe('unauthorized');
  expect(log.lines.find(({ message }) => message === 'control refused')?.fields).toEqual({ reason: 'key' });
  await local!.close();
  const closed = await start({});
  expect(await codeOf(connect(closed.url, key))).toBe('disconnected');
});

it('LINK-13: who shows no key in time is not waited for, and who has shown it stays', async () => {
  const { url, log } = await start({ controlKey: key, limits: { linkCallMs: 300 } });
  connection = await connect(url, key);
  const silent = new WebSocket(`${url}?connectionParams=1`);
  await waitUntil('it to be closed', () => silent.readyState === WebSocket.CLOSED);
  expect(log.lines.find(({ message }) => message === 'control refused')?.fields).toEqual({
    reason: 'silent',
  });
  expect(connection.state).toBe('open');
  expect([...connection.workers]).not.toEqual([]);
});
