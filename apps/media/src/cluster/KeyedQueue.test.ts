import { expect, it } from 'vitest';
import { KeyedQueue } from './KeyedQueue.ts';

it('WRITE-1: one key in order, two keys side by side; a failure stops nothing', async () => {
  const queue = new KeyedQueue<string>();
  const seen: string[] = [];
  const failures: unknown[] = [];
  const onError = (error: unknown) => failures.push(error);
  const gate = Promise.withResolvers<void>();
  const add = (key: string, what: string, before?: Promise<void>) =>
    queue.run(
      key,
      async () => {
        await before;
        seen.push(what);
        if (what === 'a1') throw new Error(what);
      },
      onError,
    );
  const done = [add('a', 'a1', gate.promise), add('a', 'a2'), add('b', 'b1')];
  await done[2];
  expect(seen).toEqual(['b1']);
  gate.resolve();
  await queue.idle();
  await Promise.all(done);
  expect(seen).toEqual(['b1', 'a1', 'a2']);
  expect(failures).toEqual([new Error('a1')]);
});
