import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PipedProducer, type PipeEnd, PipeError, Pipes } from '../src/index.ts';
import { type Fault, faultyRouter, type Step } from './faultyRouter.ts';
import { RouterBench, type RouterOnWorker } from './RouterBench.ts';
import { waitUntil } from './waitFor.ts';

const TRANSPORT: types.PipeTransportOptions = {
  listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
  enableSrtp: true,
  enableRtx: true,
};
const NOTHING = { transports: 0, consumers: 0, producers: 0 };

let bench: RouterBench;
let a: RouterOnWorker;
let b: RouterOnWorker;
let mic: types.Producer;

beforeEach(async () => {
  bench = new RouterBench();
  [a, b] = await Promise.all([bench.router(), bench.router()]);
  ({ producer: mic } = await bench.audio(a.router));
});
afterEach(async () => bench.close());

const end = (router: types.Router): PipeEnd => ({ router, transport: TRANSPORT });
const wish = (source = a.router, target = b.router) => ({
  source: end(source),
  target: end(target),
  producerId: mic.id,
});

async function expectNothingLeft(pipes: Pipes): Promise<void> {
  expect(pipes.pairs.size).toBe(0);
  await waitUntil('the source to have nothing but its own', async () => {
    const held = await bench.holds(a.router);
    const own = { transports: 1, consumers: 0, producers: mic.closed ? 0 : 1 };
    return JSON.stringify(held) === JSON.stringify(a.router.closed ? NOTHING : own);
  });
  await waitUntil('the target to have nothing', async () => {
    const held = await bench.holds(b.router);
    return JSON.stringify(held) === JSON.stringify(NOTHING);
  });
  await waitUntil('all ports to be free', async () => bench.portsAreFree());
}

describe('PIPE-4 (000-39, 000-40, 000-55): both ends close together', () => {
  type Ended = 'producer' | 'pair';
  const causes: [string, Ended, (piped: PipedProducer, pipes: Pipes) => unknown][] = [
    ['the original closes', 'producer', () => mic.close()],
    ['the piped producer closes', 'producer', (piped) => piped.producer.close()],
    ['the pipe consumer closes', 'producer', (piped) => piped.consumer.close()],
    ['the pair closes', 'pair', (_, pipes) => pipes.close()],
    ['the source router closes', 'pair', () => a.router.close()],
    ['the target router closes', 'pair', () => b.router.close()],
    ['the worker of the source dies', 'pair', () => bench.kill(a)],
    ['the worker of the target dies', 'pair', () => bench.kill(b)],
  ];
  test.each(causes)('%s', async (_, ended, cause) => {
    const pipes = new Pipes({ stepMs: 5_000 });
    const piped = await pipes.pipe(wish());
    await cause(piped, pipes);
    await waitUntil('the end', () => piped.closed && piped.consumer.closed && piped.producer.closed);
    const [pair] = pipes.pairs;
    expect(pair === undefined).toBe(ended === 'pair');
    expect(pair?.isIdle ?? true).toBe(true);
    pipes.close();
    await expectNothingLeft(pipes);
  });
});

describe('PIPE-5: a set-up that dies at one of its steps leaves nothing', () => {
  /** The step, and the side on which it is taken. */
  const steps: ['source' | 'target', Step][] = [
    ['source', 'createPipeTransport'],
    ['target', 'createPipeTransport'],
    ['source', 'connect'],
    ['target', 'connect'],
    ['source', 'consume'],
    ['target', 'produce'],
  ];
  const STEP_MS = 300;
  /** As the call comes in, and as its answer goes out. */
  const around = (blow: () => unknown, when: 'before' | 'after'): Fault => {
    if (when === 'before') {
      return async (call) => {
        await blow();
        return call();
      };
    }
    return async (call) => {
      const answer = await call();
      await blow();
      return answer;
    };
  };
  const later = async () => new Promise((resolve) => setTimeout(resolve, STEP_MS * 2));
  const faults: [string, (side: RouterOnWorker) => Fault][] = [
    ['is refused', () => async () => Promise.reject(new Error('refused'))],
    ['is never answered', () => async () => new Promise(() => {})],
    ['is answered late', () => around(later, 'after')],
    ['finds its router closed', ({ router }) => around(() => router.close(), 'before')],
    ['is followed by the close of its router', ({ router }) => around(() => router.close(), 'after')],
    ['finds its worker dead', (side) => around(async () => bench.kill(side), 'before')],
    ['is followed by the death of its worker', (side) => around(async () => bench.kill(side), 'after')],
  ];
  const cases = steps.flatMap(([side, at]) => faults.map(([what, fault]) => ({ side, at, what, fault })));

  test.each(cases)('$at of the $side $what', async ({ side, at, fault }) => {
    const pipes = new Pipes({ stepMs: STEP_MS });
    const faulty = (which: 'source' | 'target', on: RouterOnWorker) =>
      which === side ? faultyRouter(on.router, at, fault(on)) : on.router;
    const piping = pipes.pipe(wish(faulty('source', a), faulty('target', b)));
    const again = pipes.pipe(wish(faulty('source', a), faulty('target', b)));
    await expect(piping).rejects.toThrow();
    await expect(again).rejects.toThrow();
    await expectNothingLeft(pipes);
    if (a.router.closed || b.router.closed) return;
    // The next wish is not held up by the one that failed.
    const patient = new Pipes({ stepMs: 5_000 });
    expect((await patient.pipe(wish())).closed).toBe(false);
  });

  test.each(['source', 'target'] as const)('the worker of the %s hangs', async (side) => {
    const pipes = new Pipes({ stepMs: STEP_MS });
    const hung = side === 'source' ? a : b;
    process.kill(hung.worker.pid, 'SIGSTOP');
    const piping = pipes.pipe(wish());
    await expect(piping).rejects.toMatchObject({ code: 'timeout' });
    process.kill(hung.worker.pid, 'SIGCONT');
    await expectNothingLeft(pipes);
  });

  const refused: Fault = async () => Promise.reject(new Error('refused'));
  const late: [string, Fault] = ['is answered late', around(later, 'after')];
  const onStandingPair = [
    { side: 'source', at: 'consume' } as const,
    { side: 'target', at: 'produce' } as const,
  ].flatMap(({ side, at }) =>
    [['is refused', refused] as const, late].map(([what, fault]) => ({ side, at, what, fault })),
  );
  test.each(onStandingPair)(
    'on a pair that carries another producer, where $at of the $side $what',
    async ({ side, at, fault }) => {
      const pipes = new Pipes({ stepMs: STEP_MS });
      let isArmed = false;
      const armed: Fault = async (call) => (isArmed ? fault(call) : call());
      const source = side === 'source' ? faultyRouter(a.router, at, armed) : a.router;
      const target = side === 'target' ? faultyRouter(b.router, at, armed) : b.router;
      const other = await bench.audio(a.router);
      const standing = await pipes.pipe({ ...wish(source, target), producerId: other.producer.id });
      isArmed = true;
      await expect(pipes.pipe(wish(source, target))).rejects.toThrow();
      await later();
      await waitUntil('one consumer at the source and one producer at the target', async () => {
        const held = [await bench.holds(a.router), await bench.holds(b.router)];
        return held[0]?.consumers === 1 && held[1]?.producers === 1;
      });
      expect(standing.closed).toBe(false);
      expect(pipes.pairs.size).toBe(1);
    },
  );

  test('the pair is closed while it is connected', async () => {
    const pipes = new Pipes({ stepMs: 5_000 });
    const piping = pipes.pipe(wish());
    pipes.close();
    await expect(piping).rejects.toThrow(PipeError);
    await expectNothingLeft(pipes);
  });
});

describe('PIPE-3 (000-40): what changes during the set-up holds after it', () => {
  const steps: ['source' | 'target', Step][] = [
    ['source', 'createPipeTransport'],
    ['source', 'consume'],
    ['target', 'produce'],
  ];
  const changing = async (side: string, at: Step, change: () => Promise<void>) => {
    const pipes = new Pipes({ stepMs: 5_000 });
    const both: Fault = async (call) => {
      const answer = await call();
      await change();
      return answer;
    };
    const source = side === 'source' ? faultyRouter(a.router, at, both) : a.router;
    const target = side === 'target' ? faultyRouter(b.router, at, both) : b.router;
    return { pipes, piping: pipes.pipe(wish(source, target)) };
  };

  test.each(steps)('paused while the %s answers %s', async (side, at) => {
    const { piping } = await changing(side, at, async () => mic.pause());
    const piped = await piping;
    await waitUntil('the pause', () => piped.producer.paused);
    expect((await piped.producer.dump()).paused).toBe(true);
  });

  test.each(steps)('resumed while the %s answers %s', async (side, at) => {
    await mic.pause();
    const { piping } = await changing(side, at, async () => mic.resume());
    const piped = await piping;
    await waitUntil('the resume', () => !piped.producer.paused);
    expect((await piped.producer.dump()).paused).toBe(false);
  });

  test.each(steps)('closed while the %s answers %s', async (side, at) => {
    const close = async () => Promise.resolve(mic.close());
    const { pipes, piping } = await changing(side, at, close);
    // The news of the close may come after the answer: then the piped producer closes at once.
    const piped = await piping.catch(() => undefined);
    if (piped !== undefined) await waitUntil('the close', () => piped.closed);
    pipes.close();
    await expectNothingLeft(pipes);
  });
});
