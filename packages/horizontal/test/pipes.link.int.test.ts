import { afterEach, describe, expect, test } from 'vitest';
import { type PipeEnd, Pipes, type RemoteConnection } from '../src/index.ts';
import { type Fault, faultyRouter, type Step } from './faultyRouter.ts';
import { PeerBench } from './PeerBench.ts';
import type { RouterOnWorker } from './RouterBench.ts';
import { waitUntil } from './waitFor.ts';

const TRANSPORT = { listenInfo: { protocol: 'udp', ip: '127.0.0.1' }, enableSrtp: true } as const;
const STEPS: Step[] = ['createPipeTransport', 'connect', 'consume'];

let bench: PeerBench;
let connection: RemoteConnection;
let there: RouterOnWorker;
let here: RouterOnWorker;
let producerId: string;

/** Room for a link that comes back, however slow the machine is. */
const LONG_GRACE_MS = 8_000;

async function start(graceMs?: number): Promise<void> {
  bench = await PeerBench.start(graceMs === undefined ? {} : { graceMs });
  [there, here] = await Promise.all([bench.routers.router(), bench.routers.router()]);
  bench.shared.set(there.router.id, there.router);
  connection = await bench.connect('b', { callMs: 10_000 });
  const mic = await bench.routers.audio(there.router);
  producerId = mic.producer.id;
}
afterEach(async () => bench.close());

/** The router of the other server, where `blow` strikes around one step. */
const remote = (at: Step, fault: Fault): PipeEnd => ({
  router: faultyRouter(connection.router({ id: there.router.id }), at, fault),
  transport: TRANSPORT,
});
const target = (): PipeEnd => ({ router: here.router, transport: TRANSPORT });

const moments: [string, (blow: () => void) => Fault][] = [
  [
    'before the call',
    (blow) => async (call) => {
      blow();
      return call();
    },
  ],
  [
    'while it is on its way',
    (blow) => async (call) => {
      const answer = call();
      setImmediate(blow);
      return answer;
    },
  ],
  [
    'when the other side has done it, and has not said so',
    (blow) => async (call) => {
      const answer = call();
      // What is behind it on the same worker is answered after it.
      void there.router.dump().then(blow, blow);
      return answer;
    },
  ],
  [
    'after its answer',
    (blow) => async (call) => {
      const answer = await call();
      blow();
      return answer;
    },
  ],
];
const cases = STEPS.flatMap((at) => moments.map(([when, fault]) => ({ at, when, fault })));

describe('PIPE-5 (002-18): a link that breaks during the set-up', () => {
  test.each(cases)('for good at $at, $when, leaves nothing on either server', async ({ at, fault }) => {
    await start();
    const pipes = new Pipes({ stepMs: 5_000 });
    const source = remote(
      at,
      fault(() => bench.relay.cut()),
    );
    // Cut after the last answer of the other side, the pipe stands until the link is given up.
    await pipes.pipe({ source, target: target(), producerId }).catch(() => undefined);
    await waitUntil('the end of the pipe', () => pipes.pairs.size === 0);
    await waitUntil('nothing on either server', async () => {
      const [far, near] = [await bench.routers.holds(there.router), await bench.routers.holds(here.router)];
      return far.transports + far.consumers === 1 && near.transports + near.producers === 0;
    });
    await waitUntil('free ports', async () => bench.routers.portsAreFree());
  });

  test.each(cases)(
    'for a moment at $at, $when, costs nothing and makes nothing twice',
    async ({ at, fault }) => {
      await start(LONG_GRACE_MS);
      const pipes = new Pipes({ stepMs: 10_000 });
      const blink = fault(() => {
        bench.relay.cut();
        setTimeout(() => bench.relay.mend(), 50);
      });
      const piped = await pipes.pipe({ source: remote(at, blink), target: target(), producerId });
      expect(piped.closed).toBe(false);
      await waitUntil('the link', () => connection.state === 'open');
      expect(await bench.routers.holds(there.router)).toEqual({ transports: 2, consumers: 1, producers: 1 });
      expect(await bench.routers.holds(here.router)).toEqual({ transports: 1, consumers: 0, producers: 1 });
    },
  );
});

test('PIPE-3 (000-40): what is paused while the link is gone is paused on the other side when it is back', async () => {
  await start(LONG_GRACE_MS);
  const pipes = new Pipes({ stepMs: 10_000 });
  const far = await bench.routers.audio(there.router);
  const plain = { router: connection.router({ id: there.router.id }), transport: TRANSPORT };
  const piped = await pipes.pipe({ source: plain, target: target(), producerId: far.producer.id });
  bench.relay.cut();
  await waitUntil('the break', () => connection.state === 'reconnecting');
  await far.producer.pause();
  bench.relay.mend();
  await waitUntil('the pause', async () => (await piped.producer.dump()).paused);
  expect(piped.closed).toBe(false);
});
