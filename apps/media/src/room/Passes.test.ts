import { expect, it } from 'vitest';
import { Passes } from './Passes.ts';

/** Passes that end when the test says so. */
class SlowPasses {
  readonly passes = new Passes(() => this.#pass());
  begun = 0;
  readonly #held: (() => void)[] = [];

  /** Lets the pass end that goes on. */
  async end(): Promise<void> {
    this.#held.shift()?.();
    await settled();
  }

  async #pass(): Promise<void> {
    this.begun += 1;
    await new Promise<void>((resolve) => this.#held.push(resolve));
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('CONSUME-1: one pass at a time, and one for all who ask while it goes on', async () => {
  const slow = new SlowPasses();
  const over: string[] = [];
  const ask = (who: string) => void slow.passes.ask().then(() => over.push(who));
  ask('first');
  await settled();
  expect(slow.begun).toBe(1);
  ask('second');
  ask('third');
  await settled();
  expect([slow.begun, over]).toEqual([1, []]);
  await slow.end();
  expect([slow.begun, over]).toEqual([2, ['first']]);
  await slow.end();
  expect([slow.begun, over]).toEqual([2, ['first', 'second', 'third']]);
});

it('CONSUME-1: who asks in the same turn shares the first pass', async () => {
  const slow = new SlowPasses();
  const both = Promise.all([slow.passes.ask(), slow.passes.ask()]);
  await settled();
  await slow.end();
  await both;
  expect(slow.begun).toBe(1);
});
