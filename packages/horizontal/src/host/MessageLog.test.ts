import { expect, test } from 'vitest';
import type { HostMessage } from '../remote/messages.ts';
import { MessageLog } from './MessageLog.ts';

const message = (bytes = 0): HostMessage => ({
  type: 'event',
  ref: 1,
  event: 'message',
  args: [{ $bytes: 'x'.repeat(bytes) }],
});

test('HZN-14: what is not confirmed is bounded by number and by size', () => {
  const log = new MessageLog({ messages: 3, bytes: 100 });
  expect([log.push(message(60)), log.push(message(60)), log.push(message())]).toEqual([true, true, false]);
  log.confirm(1);
  expect([log.push(message()), log.push(message()), log.push(message())]).toEqual([true, true, false]);
  expect([log.has(0), log.has(1), log.has(4), log.has(5), log.has(Number.NaN)]).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('HZN-10: a reader gets what it has not, in batches, and ends with its signal', async () => {
  const log = new MessageLog({ messages: 10_000, bytes: 100 });
  for (let number = 1; number <= 700; number += 1) log.push(message());
  const signal = new AbortController();
  const firsts: [number, number][] = [];
  for await (const { first, messages } of log.read(100, signal.signal)) {
    firsts.push([first, messages.length]);
    log.confirm(first + messages.length - 1);
    if (firsts.length === 2) setImmediate(() => log.push(message()));
    if (firsts.length === 3) signal.abort();
  }
  expect(firsts).toEqual([
    [101, 500],
    [601, 100],
    [701, 1],
  ]);
});
