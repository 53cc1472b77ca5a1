import { ChatMessage } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import {
  bounded,
  type ChatLog,
  emptyChatLog,
  hasGap,
  hasOlder,
  withArrived,
  withLast,
  withNewerPage,
  withOlderPage,
} from './chatLog.ts';

const message = (seq: number) =>
  ChatMessage.parse({
    seq,
    clientMessageId: crypto.randomUUID(),
    participantId: crypto.randomUUID(),
    name: 'Ada',
    message: `message ${seq}`,
    timestamp: seq,
  });
const page = (...seqs: number[]) => seqs.map(message);
const seqs = (log: ChatLog) => log.messages.map(({ seq }) => seq);
const arrived = (log: ChatLog, ...numbers: number[]) =>
  numbers.reduce((known, seq) => withArrived(known, seq, message(seq)), log);

describe('chatLog', () => {
  it('BOUND-41: of thousands of messages the newest are kept, and the others can be loaded again', () => {
    const numbers = Array.from({ length: 5_001 }, (_, index) => index + 1);
    const all = withNewerPage(emptyChatLog(0), { messages: page(...numbers), lastSeq: 5_001 }, 10_000);
    expect(bounded({ ...all, messages: all.messages.slice(1) }).messages).toHaveLength(5_000);
    const kept = bounded(all);
    expect([kept.messages.length, kept.from, kept.to, hasOlder(kept)]).toEqual([4_000, 1_002, 5_001, true]);
    const older = withOlderPage(kept, { messages: page(1_000, 1_001), lastSeq: 5_001 }, 2);
    expect([older.from, seqs(older).slice(0, 3)]).toEqual([1_000, [1_000, 1_001, 1_002]]);
  });

  it('CHAT-1: messages stand in the order of their numbers, however they come', () => {
    const log = arrived(emptyChatLog(0), 3, 1, 2);
    expect(seqs(log)).toEqual([1, 2, 3]);
    expect(hasGap(log)).toBe(false);
  });

  it('CHAT-2: a number that is missing is a gap, and what came after it waits', () => {
    const log = arrived(emptyChatLog(0), 1, 3);
    expect(seqs(log)).toEqual([1]);
    expect(hasGap(log)).toBe(true);
  });

  it('CHAT-3: a skipped number closes the gap', () => {
    const log = withArrived(arrived(emptyChatLog(0), 1, 3), 2, null);
    expect(seqs(log)).toEqual([1, 3]);
    expect(hasGap(log)).toBe(false);
  });

  it('CHAT-1: a message that comes twice stands once', () => {
    const log = arrived(emptyChatLog(0), 1);
    expect(withArrived(log, 1, message(1))).toBe(log);
  });

  it('CHAT-2: the server’s word of later messages is a gap', () => {
    expect(hasGap(withLast(emptyChatLog(4), 6))).toBe(true);
    expect(hasGap(withLast(emptyChatLog(4), 4))).toBe(false);
  });

  it('CHAT-4: a page that is not full closes the gap up to its last number, private messages of others too', () => {
    const log = withNewerPage(arrived(emptyChatLog(0), 1, 7), { messages: page(2, 5), lastSeq: 6 }, 50);
    expect(seqs(log)).toEqual([1, 2, 5, 7]);
    expect(hasGap(log)).toBe(false);
  });

  it('CHAT-4: a message that was stored while the page was read stands in it, above its last number', () => {
    const known = arrived(emptyChatLog(0), 1, 2);
    const log = withNewerPage(known, { messages: page(3), lastSeq: 2 }, 50);
    expect([seqs(log), log.to, log.last]).toEqual([[1, 2, 3], 3, 3]);
    // Nobody knows yet what is between.
    const gap = withNewerPage(known, { messages: page(4), lastSeq: 2 }, 50);
    expect([seqs(gap), hasGap(gap)]).toEqual([[1, 2], true]);
    expect(seqs(withNewerPage(gap, { messages: page(4), lastSeq: 4 }, 50))).toEqual([1, 2, 4]);
    expect(withNewerPage(known, { messages: [], lastSeq: 2 }, 50)).toBe(known);
  });

  it('CHAT-4: behind a full page more may follow', () => {
    const log = withNewerPage(withLast(emptyChatLog(0), 9), { messages: page(1, 2), lastSeq: 9 }, 2);
    expect(seqs(log)).toEqual([1, 2]);
    expect(log.to).toBe(2);
    expect(hasGap(log)).toBe(true);
  });

  it('CHAT-4: a page that overtakes what came meanwhile gives no message twice', () => {
    const log = withNewerPage(arrived(emptyChatLog(0), 1, 3), { messages: page(2, 3, 4), lastSeq: 4 }, 50);
    expect(seqs(log)).toEqual([1, 2, 3, 4]);
    expect(log.ahead.size).toBe(0);
  });

  it('CHAT-5: older pages stand before, until one is not full', () => {
    const first = withOlderPage(emptyChatLog(9), { messages: page(8, 9), lastSeq: 9 }, 2);
    expect(seqs(first)).toEqual([8, 9]);
    expect(hasOlder(first)).toBe(true);
    const all = withOlderPage(first, { messages: page(3), lastSeq: 9 }, 2);
    expect(seqs(all)).toEqual([3, 8, 9]);
    expect(hasOlder(all)).toBe(false);
  });

  it('CHAT-5: a meeting without messages has nothing older', () => {
    expect(hasOlder(emptyChatLog(0))).toBe(false);
  });
});
