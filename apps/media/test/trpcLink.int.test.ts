import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { defaultLimits } from '@convene/protocol';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { TrpcLink } from '../src/edge/TrpcLink.ts';
import { waitUntil } from './waitFor.ts';

type Greeting = () => Promise<string>;

const greeted: Greeting = async () => 'hello';

describe('the greeting of a link', () => {
  /** What the other server answers, one after the other. */
  let greetings: Greeting[];
  let webSockets: WebSocketServer;
  let link: TrpcLink;
  let events: string[];

  beforeEach(async () => {
    events = [];
    webSockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(webSockets, 'listening');
    const t = initTRPC.create();
    const router = t.router({ hello: t.procedure.query(async () => (greetings.shift() ?? greeted)()) });
    applyWSSHandler({ wss: webSockets, router });
  });
  afterEach(() => {
    link.close();
    for (const socket of webSockets.clients) socket.terminate();
    webSockets.close();
  });

  const dial = () => {
    const { port } = webSockets.address() as AddressInfo; // It listens on a port.
    link = new TrpcLink(
      {
        url: async () => `ws://127.0.0.1:${port}`,
        token: async () => 'none',
        retryMs: () => 10,
        onOpen: () => events.push('open'),
        onBroken: (error) => events.push(`broken ${error?.code}`),
      },
      { ...defaultLimits, linkCallMs: 200 },
    );
  };

  it.each<[string, Greeting]>([
    ['is lost', async () => Promise.reject(new Error('lost'))],
    ['does not come', async () => new Promise<string>(() => {})],
  ])('LINK-17: one whose answer %s is asked for again on the same socket', async (_, first) => {
    greetings = [first];
    dial();
    await waitUntil('the link', () => events.includes('open'));
    expect(events).toEqual(['broken timeout', 'open']);
    expect(webSockets.clients.size).toBe(1);
  });

  it('LINK-17: on another socket it is asked for anew, and what the former one had is over', async () => {
    const former = Promise.withResolvers<string>();
    greetings = [async () => former.promise];
    dial();
    await waitUntil('the first greeting', () => greetings.length === 0);
    for (const socket of webSockets.clients) socket.terminate();
    await waitUntil('the link', () => events.includes('open'));
    former.resolve('hello');
    // An answer comes behind it.
    await link.reportDemand({} as never).catch(() => undefined);
    expect(events.filter((event) => event === 'open')).toHaveLength(1);
    expect(events.at(-1)).toBe('open');
  });
});
