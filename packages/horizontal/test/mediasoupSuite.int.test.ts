import type { types } from 'mediasoup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RemoteObject } from '../src/remote/RemoteObject.ts';
import { type Environment, startOneHost } from './contract/environments.ts';
import { runMediasoupTests } from './mediasoupSuite.ts';

const FILES = [
  'Worker',
  'WebRtcServer',
  'Router',
  'WebRtcTransport',
  'PlainTransport',
  'PipeTransport',
  'DirectTransport',
  'Producer',
  'Consumer',
  'DataProducer',
  'DataConsumer',
  'ActiveSpeakerObserver',
  'AudioLevelObserver',
  'multiopus',
];

/** Tests of mediasoup that are of something else, and why. */
const SKIPPED: Readonly<Record<string, string>> = {
  'mediasoup.createWorker() succeeds': 'asks for the name of the class, and takes certificates from files',
  'mediasoup.createWorker() with wrong settings rejects with TypeError': 'takes certificates from files',
  'mediasoup.createWorker() with wrong `workerBin` rejects with Error': 'the host runs its own worker',
  'router.createWebRtcTransport() with webRtcServer succeeds and transport is closed':
    'looks into the server (our own contract has it)',
  'router.createWebRtcTransport() with webRtcServer succeeds and webRtcServer is closed':
    'looks into the server (our own contract has it)',
  'WebRtcTransport events succeed': 'pretends to be the worker, through the channel to it',
  'Producer emits "score"': 'pretends to be the worker, through the channel to it',
  'Consumer emits "score"': 'pretends to be the worker, through the channel to it',
  'WebRtcTransport methods reject if closed': 'of what is closed we say so before we look at parameters',
  'Consumer methods reject if closed': 'of what is closed we say so before we look at parameters',
  'router.pipeToRouter() called in two Routers passing one to each other as argument generates a single PipeTransport pair':
    'our pipes have a direction (docs/adr/0006)',
};

const skipped = new Set(Object.keys(SKIPPED));

/** What mediasoup shows to its tests alone. */
const FOR_TESTING: Readonly<Record<string, string>> = {
  routersForTesting: 'router',
  webRtcServersForTesting: 'webRtcServer',
  transportsForTesting: 'Transport',
};

describe('HZN-33 (002-10, 002-11): the tests of mediasoup itself, on another host', () => {
  let environment: Environment;
  const mediasoup = (): types.Index => environment.mediasoup;
  beforeAll(async () => {
    for (const [name, kind] of Object.entries(FOR_TESTING)) {
      Object.defineProperty(RemoteObject.prototype, name, {
        get(this: RemoteObject<'router', never, never, never>) {
          return new Set([...this.children].filter(({ handle }) => handle.kind.endsWith(kind)));
        },
      });
    }
    environment = await startOneHost();
  });
  afterAll(async () => environment.close());

  const names: string[] = [];
  describe.each(FILES)('%s', (file) => {
    names.push(...runMediasoupTests(`test-${file}.js`, { mediasoup, skipped }));
  });

  test('HZN-33: what is left out is there to be left out', () => {
    expect([...skipped].filter((name) => !names.includes(name))).toEqual([]);
    expect(names.length - skipped.size).toBeGreaterThan(150);
  });
});
