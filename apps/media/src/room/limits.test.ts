import { wireLimits } from '@convene/protocol';
import { expect, it } from 'vitest';
import { PeerQueue } from './PeerQueue.ts';
import { TokenBucket } from './TokenBucket.ts';

it('RATE-1: a bucket allows a burst, then so many per second, and never more than the burst', () => {
  let now = 0;
  const bucket = new TokenBucket({ burst: 3, perSecond: 2, now: () => now });
  const take = (times: number) => Array.from({ length: times }, () => bucket.take());
  expect(take(4)).toEqual([true, true, true, false]);
  now = 1_000;
  expect(take(3)).toEqual([true, true, false]);
  now = 60_000;
  expect(take(4)).toEqual([true, true, true, false]);
});

it('RATE-2: requests of one peer run one at a time, in order, also after one that failed', async () => {
  const queue = new PeerQueue();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.enqueue('first', async () => {
    await gate.promise;
    seen.push('first');
    throw new Error('first failed');
  });
  const second = queue.enqueue('second', () => {
    seen.push('second');
    return Promise.resolve(2);
  });
  expect(seen).toEqual([]);
  gate.resolve();
  await expect(first).rejects.toThrow('first failed');
  await expect(second).resolves.toBe(2);
  expect(seen).toEqual(['first', 'second']);
});

it('RATE-3: above the burst a request is rateLimited (004-99)', async () => {
  const queue = new PeerQueue();
  const requests = Array.from({ length: wireLimits.requestBurst }, () =>
    queue.enqueue('x', () => Promise.resolve()),
  );
  await expect(queue.enqueue('x', () => Promise.resolve())).rejects.toMatchObject({ code: 'rateLimited' });
  await Promise.all(requests);
});
