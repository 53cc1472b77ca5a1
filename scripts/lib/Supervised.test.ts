import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ending, Supervised } from './Supervised.mjs';

/** Stands for a process: ends when it is told to, and remembers how. */
class FakeRunning {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  endedBy: string | undefined;
  #end: (ending: Ending) => void = () => {};

  constructor(pid: number) {
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  die(reason: string, isFinal = false): void {
    this.endedBy = reason;
    this.#end({ reason, isFinal });
  }

  async stop(): Promise<void> {
    this.die('stop');
  }

  kill(): void {
    this.die('kill');
  }
}

function setUp({ failures = 0 } = {}) {
  const launched: FakeRunning[] = [];
  const said: string[] = [];
  let failuresLeft = 0;
  const supervised = new Supervised({
    name: 'media server 0',
    say: (line) => said.push(line),
    lastWords: () => 'no port',
    onChange: () => {},
    async launch() {
      if (launched.length > 0 && failuresLeft > 0) {
        failuresLeft -= 1;
        throw new Error('it ended before it was ready');
      }
      const running = new FakeRunning(100 + launched.length);
      launched.push(running);
      return running;
    },
  });
  failuresLeft = failures;
  return { supervised, launched, said };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('SUPERVISE-1: what dies is started again', () => {
  test('at once', async () => {
    const { supervised, launched, said } = setUp();
    await supervised.start();
    launched[0]?.die('SIGKILL');
    await vi.waitFor(() => expect(launched).toHaveLength(2));
    await vi.waitFor(() => expect(supervised.pid).toBe(101));
    expect(said).toEqual([
      'media server 0 ended (SIGKILL); it is started again.',
      'media server 0 runs again (pid 101).',
    ]);
    await supervised.stop();
  });

  test('later each time when it cannot start, and says its last words', async () => {
    const { supervised, launched, said } = setUp({ failures: 2 });
    await supervised.start();
    launched[0]?.die('exit code 1');
    await vi.advanceTimersByTimeAsync(2_990);
    expect(launched).toHaveLength(1);
    expect(supervised.pid).toBeUndefined();
    await vi.advanceTimersByTimeAsync(20);
    expect(launched).toHaveLength(2);
    expect(said).toContain(
      'media server 0 ended 3 times in a row (it ended before it was ready); next try in 2 s. Its last words: no port',
    );
    await supervised.stop();
  });
});

describe('SUPERVISE-3: what is told to stop', () => {
  test('stops and is not started again', async () => {
    const { supervised, launched } = setUp();
    await supervised.start();
    await supervised.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(launched.map(({ endedBy }) => endedBy)).toEqual(['stop']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not waited for while it waits for its next try', async () => {
    const { supervised, launched } = setUp({ failures: 9 });
    await supervised.start();
    launched[0]?.die('exit code 1');
    await vi.advanceTimersByTimeAsync(10_000);
    await supervised.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(launched).toHaveLength(1);
  });

  test('ends also when it became ready only after that', async () => {
    let finishLaunch: (running: FakeRunning) => void = () => {};
    const supervised = new Supervised({
      name: 'web',
      say: () => {},
      lastWords: () => '',
      onChange: () => {},
      launch: () =>
        new Promise((resolve) => {
          finishLaunch = resolve;
        }),
    });
    const starting = supervised.start();
    const stopping = supervised.stop();
    const late = new FakeRunning(1);
    finishLaunch(late);
    await Promise.all([starting, stopping]);
    expect(late.endedBy).toBe('stop');
  });

  test('SUPERVISE-4: kill ends it at once', async () => {
    const { supervised, launched } = setUp();
    await supervised.start();
    supervised.kill();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(launched.map(({ endedBy }) => endedBy)).toEqual(['kill']);
  });
});

test('START-11: a first start that fails is the failure of the caller', async () => {
  const supervised = new Supervised({
    name: 'web',
    say: () => {},
    lastWords: () => '',
    onChange: () => {},
    launch: () => Promise.reject(new Error('port 3000 in use')),
  });
  await expect(supervised.start()).rejects.toThrow('port 3000 in use');
  await supervised.stop();
});

test('SUPERVISE-7: what would do harm is not started again, and it is said why', async () => {
  const { supervised, launched, said } = setUp();
  await supervised.start();
  launched[0]?.die('another process has its id', true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(launched).toHaveLength(1);
  expect(supervised.pid).toBeUndefined();
  expect(said).toEqual([
    'media server 0 ended and is not started again (another process has its id). Its last words: no port',
  ]);
  await supervised.stop();
});
