import { expect, test } from 'vitest';
import { Follower } from './Follower.ts';

/** The other side: calls that wait to be answered. */
class OtherSide {
  readonly told: boolean[] = [];
  readonly #answers: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly tell = async (value: boolean): Promise<void> => {
    this.told.push(value);
    await new Promise<void>((resolve, reject) => this.#answers.push({ resolve, reject }));
  };

  async answer(error?: Error): Promise<void> {
    const answer = this.#answers.shift();
    if (error === undefined) answer?.resolve();
    else answer?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('PIPE-3: one call is under way at a time, and the last turn of the switch holds', async () => {
  const other = new OtherSide();
  let wanted = false;
  const follower = new Follower({ told: false, wanted: () => wanted, tell: other.tell });
  await follower.settle();
  expect(other.told).toEqual([]);

  wanted = true;
  const settled = Promise.all([follower.settle(), follower.settle()]);
  wanted = false;
  const again = follower.settle();
  expect(other.told).toEqual([true]);
  await other.answer();
  expect(other.told).toEqual([true, false]);
  await other.answer();
  await Promise.all([settled, again]);
  expect(follower.told).toBe(false);
});

test('PIPE-3: a turn that is taken back while the other side is told costs no further call', async () => {
  const other = new OtherSide();
  let wanted = true;
  const follower = new Follower({ told: false, wanted: () => wanted, tell: other.tell });
  const settled = follower.settle();
  wanted = false;
  wanted = true;
  await other.answer();
  await settled;
  expect(other.told).toEqual([true]);
});

test('PIPE-3: a call that fails is known to whoever waits, and is made again at the next turn', async () => {
  const other = new OtherSide();
  const follower = new Follower({ told: false, wanted: () => true, tell: other.tell });
  const settled = follower.settle();
  const failing = expect(settled).rejects.toThrow('gone');
  await other.answer(new Error('gone'));
  await failing;
  expect(follower.told).toBe(false);
  const next = follower.settle();
  await other.answer();
  await next;
  expect(other.told).toEqual([true, true]);
});
