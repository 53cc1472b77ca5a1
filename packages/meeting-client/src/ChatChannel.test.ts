import { AppError, type ChatHistory, ChatMessage, ParticipantId } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatChannel } from './ChatChannel.ts';
import type { HistoryInput } from './chatPorts.ts';
import { silentLog } from './clientLog.ts';
import { FakeDataChannel, frame } from './testing/FakeDataChannel.ts';

const self = { participantId: ParticipantId.parse(crypto.randomUUID()), name: 'Ada' };
const bob = ParticipantId.parse(crypto.randomUUID());
const message = (seq: number): ChatMessage =>
  ChatMessage.parse({
    seq,
    clientMessageId: crypto.randomUUID(),
    participantId: bob,
    name: 'Bob',
    message: `message ${seq}`,
    timestamp: seq,
  });

function createChat() {
  const requests: HistoryInput[] = [];
  const history: { answer: (input: HistoryInput) => Promise<ChatHistory> } = {
    answer: async () => ({ messages: [], lastSeq: 0 }),
  };
  const changes = vi.fn<() => void>();
  const chat = new ChatChannel({
    fetchHistory: (input) => {
      requests.push(input);
      return history.answer(input);
    },
    self: () => self,
    onChange: changes,
    onMessage: () => undefined,
    log: silentLog,
  });
  const channel = new FakeDataChannel();
  const texts = () => chat.entries.map((entry) => [entry.state, entry.message]);
  return { chat, channel, requests, history, changes, texts };
}

const sentIds = (channel: FakeDataChannel) =>
  channel.sent.map((up) => (up as { clientMessageId: string }).clientMessageId);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ChatChannel', () => {
  it('CHAT-6: an own message is pending until it is stored, and stands by its number then', () => {
    const { chat, channel, texts } = createChat();
    chat.attach(channel, 0);
    chat.send('hello');
    expect(texts()).toEqual([['pending', 'hello']]);
    expect(channel.sent).toMatchObject([{ type: 'chat', message: 'hello' }]);
    const [clientMessageId = ''] = sentIds(channel);
    chat.receive(frame({ type: 'stored', clientMessageId, seq: 1, timestamp: 5 }));
    expect(chat.entries).toMatchObject([
      { state: 'stored', seq: 1, message: 'hello', name: 'Ada', timestamp: 5 },
    ]);
    chat.close();
  });

  it('CHAT-7: it is sent again under the same id until it is stored', async () => {
    const { chat, channel } = createChat();
    chat.attach(channel, 0);
    chat.send('hello');
    await vi.advanceTimersByTimeAsync(2000);
    const [first, second] = sentIds(channel);
    expect(second).toBe(first);
    chat.receive(frame({ type: 'stored', clientMessageId: first ?? '', seq: 1, timestamp: 5 }));
    const { length } = channel.sent;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(channel.sent).toHaveLength(length);
    chat.close();
  });

  it('CHAT-16: what was sent and waits for its answer is not sent again because more is written', async () => {
    const { chat, channel } = createChat();
    chat.attach(channel, 0);
    for (const text of ['one', 'two', 'three', 'four', 'five']) chat.send(text);
    expect(channel.sent).toMatchObject(
      ['one', 'two', 'three', 'four', 'five'].map((text) => ({ message: text })),
    );
    // Writing much does not put off the time at which they are sent again: there is one such time, and it is near.
    expect(vi.getTimerCount()).toBe(1);
    const before = Date.now();
    await vi.advanceTimersToNextTimerAsync();
    expect(Date.now() - before).toBeLessThanOrEqual(2000);
    expect(channel.sent).toHaveLength(10);
    chat.close();
  });

  it('CHAT-7: what is written without a channel is sent, in order, when the next one opens', () => {
    const { chat, channel, texts } = createChat();
    chat.attach(channel, 0);
    channel.open = false;
    chat.send('one');
    chat.send('two');
    expect(channel.sent).toEqual([]);
    expect(texts()).toEqual([
      ['pending', 'one'],
      ['pending', 'two'],
    ]);
    chat.detach();
    const next = new FakeDataChannel();
    chat.attach(next, 0);
    expect(next.sent).toMatchObject([{ message: 'one' }, { message: 'two' }]);
    chat.close();
  });

  it('CHAT-7: none overtakes another one that could not be sent', async () => {
    const { chat, channel } = createChat();
    channel.open = false;
    chat.attach(channel, 0);
    chat.send('one');
    chat.send('two');
    channel.open = true;
    channel.refusals = 1;
    chat.flush();
    expect(channel.sent).toEqual([]);
    channel.refusals = 0;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(channel.sent.slice(0, 2)).toMatchObject([{ message: 'one' }, { message: 'two' }]);
    chat.close();
  });

  it('CHAT-8: refused for now stays pending and is sent again; refused for good has failed', async () => {
    const { chat, channel, texts } = createChat();
    chat.attach(channel, 0);
    chat.send('hello');
    const [clientMessageId = ''] = sentIds(channel);
    chat.receive(frame({ type: 'refused', clientMessageId, code: 'databaseUnavailable', retry: true }));
    expect(texts()).toEqual([['pending', 'hello']]);
    await vi.advanceTimersToNextTimerAsync();
    expect(sentIds(channel)).toEqual([clientMessageId, clientMessageId]);
    chat.receive(frame({ type: 'refused', clientMessageId, code: 'forbidden', retry: false }));
    expect(texts()).toEqual([['failed', 'hello']]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(channel.sent).toHaveLength(2);
    chat.retry(clientMessageId);
    expect(texts()).toEqual([['pending', 'hello']]);
    expect(channel.sent).toHaveLength(3);
    chat.close();
  });

  it('BOUND-40: so many own messages wait to be stored; what is written above that may be sent again by hand', () => {
    const { chat, texts } = createChat();
    for (let number = 0; number < 150; number += 1) chat.send('hello');
    const states = texts().map(([state]) => state);
    expect(states).toEqual([...Array(100).fill('pending'), ...Array(50).fill('failed')]);
    chat.close();
  });

  it('CHAT-2: a gap is fetched over HTTP', async () => {
    const { chat, channel, requests, history, texts } = createChat();
    history.answer = async () => ({ messages: [message(1)], lastSeq: 2 });
    chat.attach(channel, 0);
    chat.receive(frame({ type: 'chat', ...message(2) }));
    expect(texts()).toEqual([['stored', 'message 2']]);
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toEqual([{ afterSeq: 0, limit: 50 }]);
    expect(texts()).toEqual([
      ['stored', 'message 1'],
      ['stored', 'message 2'],
    ]);
    chat.close();
  });

  it('CHAT-2: one gap is fetched once, however many messages come behind it', async () => {
    const { chat, channel, requests, history } = createChat();
    history.answer = async () => ({ messages: [1, 2, 3, 4].map(message), lastSeq: 4 });
    chat.attach(channel, 0);
    for (const seq of [2, 3, 4]) chat.receive(frame({ type: 'chat', ...message(seq) }));
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toHaveLength(1);
    expect(chat.entries).toHaveLength(4);
    chat.close();
  });

  it('CHAT-2: fetching a gap goes on until the web app answers', async () => {
    const { chat, channel, requests, history, texts } = createChat();
    history.answer = () => Promise.reject(AppError.databaseUnavailable());
    chat.attach(channel, 0);
    chat.announce(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(requests.length).toBeGreaterThan(1);
    history.answer = async () => ({ messages: [message(1)], lastSeq: 1 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(texts()).toEqual([['stored', 'message 1']]);
    chat.close();
  });

  it('CHAT-4: an own message that is stored while the history is read stands once, whatever comes first', async () => {
    const { chat, channel, history, texts } = createChat();
    chat.attach(channel, 0);
    chat.send('meanwhile');
    const [clientMessageId = ''] = sentIds(channel);
    const stored = { ...message(1), ...self, clientMessageId, message: 'meanwhile' };
    history.answer = async () => ({ messages: [stored], lastSeq: 0 });
    chat.catchUp();
    await vi.advanceTimersByTimeAsync(0);
    chat.receive(frame({ type: 'stored', clientMessageId, seq: 1, timestamp: 5 }));
    expect(texts()).toEqual([['stored', 'meanwhile']]);
    chat.close();
  });

  it('CHAT-3: somebody else’s private message is no gap', async () => {
    const { chat, channel, requests } = createChat();
    chat.attach(channel, 0);
    chat.receive(frame({ type: 'skipped', seq: 1 }));
    chat.receive(frame({ type: 'chat', ...message(2) }));
    await vi.advanceTimersByTimeAsync(100);
    expect(requests).toEqual([]);
    expect(chat.entries).toHaveLength(1);
    chat.close();
  });

  it('CHAT-5: the last messages are loaded when the person comes, the older ones when asked for', async () => {
    const { chat, channel, requests, history } = createChat();
    history.answer = async ({ beforeSeq = 0, limit = 0 }) => ({
      messages: Array.from({ length: Math.min(limit, beforeSeq - 1) }, (_, index) =>
        message(Math.max(beforeSeq - limit, 1) + index),
      ),
      lastSeq: 70,
    });
    chat.attach(channel, 70);
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toEqual([{ beforeSeq: 71, limit: 50 }]);
    expect(chat.entries).toHaveLength(50);
    expect(chat.hasOlder).toBe(true);
    await chat.loadOlder();
    expect(chat.entries).toHaveLength(70);
    expect(chat.hasOlder).toBe(false);
    chat.close();
  });

  it('CHAT-9: a private message names its receiver, pending and stored', () => {
    const { chat, channel } = createChat();
    chat.attach(channel, 0);
    chat.send('psst', bob);
    expect(chat.entries).toMatchObject([{ state: 'pending', to: bob }]);
    expect(channel.sent).toMatchObject([{ to: bob }]);
    const [clientMessageId = ''] = sentIds(channel);
    chat.receive(frame({ type: 'stored', clientMessageId, seq: 1, timestamp: 5 }));
    expect(chat.entries).toMatchObject([{ state: 'stored', to: bob }]);
    chat.close();
  });

  it.each(['', '{', '[]', '{"type":"chat"}', '{"type":"unknown"}'])(
    'CHAT-10: the frame %j is ignored',
    (text) => {
      const { chat, channel, changes } = createChat();
      chat.attach(channel, 0);
      changes.mockClear();
      chat.receive(text);
      expect(chat.entries).toEqual([]);
      expect(changes).not.toHaveBeenCalled();
      chat.close();
    },
  );

  it('CLIENT-9: closing leaves no timer', () => {
    const { chat, channel } = createChat();
    chat.attach(channel, 0);
    chat.send('hello');
    chat.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('CLIENT-2: the list of entries is the same object until something changes', () => {
    const { chat, channel } = createChat();
    chat.attach(channel, 0);
    chat.receive(frame({ type: 'chat', ...message(1) }));
    const { entries } = chat;
    chat.receive('nonsense');
    expect(chat.entries).toBe(entries);
    chat.close();
  });
});
