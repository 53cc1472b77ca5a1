import type { PartEvent, PartSnapshot } from '@convene/protocol/link';
import { expect, it } from 'vitest';
import { type FedPart, feedOf } from './partFeed.ts';

class FakePart implements FedPart {
  readonly part: PartSnapshot = { participants: [], streams: [], speaker: null };
  readonly listeners = new Set<(event: PartEvent) => void>();

  read(): PartSnapshot {
    return this.part;
  }

  watch(listener: (event: PartEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  say(seq: number): void {
    for (const listener of this.listeners) listener({ type: 'chatAppended', seq });
  }
}

it('MAP-4: a feed begins with the whole part and has all changes after it, until it is ended', async () => {
  const local = new FakePart();
  const ended = new AbortController();
  const feed = feedOf(local, ended.signal);
  expect(local.listeners.size).toBe(0);
  expect((await feed.next()).value).toEqual({ type: 'part', part: local.part });
  local.say(1);
  local.say(2);
  const rest: PartEvent[] = [];
  const reading = (async () => {
    for await (const event of feed) {
      rest.push(event);
      if (rest.length === 3) ended.abort();
    }
  })();
  await Promise.resolve();
  local.say(3);
  await reading;
  expect(rest).toEqual([1, 2, 3].map((seq) => ({ type: 'chatAppended', seq })));
  expect(local.listeners.size).toBe(0);
});

it('MAP-4: a feed that waits for news is ended at once', async () => {
  const local = new FakePart();
  const ended = new AbortController();
  const feed = feedOf(local, ended.signal);
  await feed.next();
  const waiting = feed.next();
  ended.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(local.listeners.size).toBe(0);
});
