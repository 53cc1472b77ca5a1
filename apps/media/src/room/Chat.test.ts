import { randomUUID } from 'node:crypto';
import { AppError, type ChatDown, type ChatMessage, MeetingId, ParticipantId } from '@convene/protocol';
import { expect, it, vi } from 'vitest';
import type { Log } from '../media/Log.ts';
import { Chat } from './Chat.ts';
import type { NewChatMessage, StoredChat } from './ports.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
const [ada, bob, zoe] = [0, 1, 2].map(() => ParticipantId.parse(randomUUID())) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
];

/** Numbers messages; told to, it fails once, commits and then seems to fail, or hangs from then on. */
class FakeStore {
  next: 'answer' | 'fail' | 'commitAndFail' | 'hang' = 'answer';
  /** So many reads fail. */
  unreadable = 0;
  readonly reads: number[] = [];
  readonly #stored: NewChatMessage[] = [];

  /** Somebody on another server said it. */
  add(message: string, to?: ParticipantId): number {
    const meetingId = MeetingId.parse(randomUUID());
    const about = { meetingId, participantId: zoe, name: 'Zoe', clientMessageId: randomUUID() };
    return this.#stored.push({ ...about, message, to });
  }

  readChat(_: MeetingId, afterSeq: number): Promise<ChatMessage[]> {
    this.reads.push(afterSeq);
    if (this.unreadable-- > 0) return Promise.reject(AppError.databaseUnavailable());
    return Promise.resolve(this.#stored.map((_, index) => this.#read(index)).slice(afterSeq, afterSeq + 100));
  }

  appendChat(message: NewChatMessage): Promise<StoredChat> {
    const mood = this.next;
    if (mood !== 'hang') this.next = 'answer';
    const index = this.#stored.findIndex(
      ({ clientMessageId }) => clientMessageId === message.clientMessageId,
    );
    if (mood === 'hang') return new Promise(() => {});
    if (mood === 'fail') return Promise.reject(AppError.databaseUnavailable());
    if (index === -1) this.#stored.push(message);
    if (mood === 'commitAndFail') return Promise.reject(AppError.databaseUnavailable());
    return Promise.resolve({
      isNew: index === -1,
      message: this.#read(index === -1 ? this.#stored.length - 1 : index),
    });
  }

  #read(index: number): ChatMessage {
    const { meetingId: _, to, ...rest } = this.#stored[index]!;
    return { ...rest, seq: index + 1, timestamp: 0, ...(to === undefined ? {} : { to }) };
  }
}

function setUp() {
  const store = new FakeStore();
  const sent: [ParticipantId, ChatDown][] = [];
  const stored: number[] = [];
  const chat = new Chat({
    meetingId: MeetingId.parse(randomUUID()),
    persistence: store,
    log: quiet,
    patienceMs: 50,
    participants: () => [ada, bob],
    isThere: (participantId) => [ada, bob, zoe].includes(participantId),
    send: (participantId, down) => sent.push([participantId, down]),
    onStored: (seq) => stored.push(seq),
  });
  const say = (clientMessageId: string, message = 'hello', to?: ParticipantId) =>
    chat.receive(
      { participantId: ada, name: 'Ada' },
      Buffer.from(JSON.stringify({ type: 'chat', clientMessageId, message, to })),
    );
  /** What Bob was told so far. */
  const bobs = () =>
    sent.flatMap(([participantId, down]) =>
      participantId === bob ? ['seq' in down ? `${down.type} ${down.seq}` : down.type] : [],
    );
  const settled = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return sent.splice(0);
  };
  return { store, chat, say, settled, sent, stored, bobs };
}

it('MESSAGE-10: a message whose storing only seemed to fail is told to the others when it is sent again', async () => {
  const { store, say, settled } = setUp();
  const id = randomUUID();
  store.next = 'commitAndFail';
  say(id);
  expect(await settled()).toMatchObject([
    [ada, { type: 'refused', code: 'databaseUnavailable', retry: true }],
  ]);
  say(id);
  expect(await settled()).toMatchObject([
    [ada, { type: 'stored', seq: 1 }],
    [bob, { type: 'chat', seq: 1 }],
  ]);
});

it('MESSAGE-11: after a failure the next message goes on', async () => {
  const { store, say, settled } = setUp();
  store.next = 'fail';
  say(randomUUID());
  say(randomUUID());
  expect((await settled()).map(([, down]) => down.type)).toEqual(['refused', 'stored', 'chat']);
});

it('MESSAGE-13: a database that hangs holds up no message for longer than its deadline', async () => {
  const { store, say, sent } = setUp();
  store.next = 'hang';
  const started = performance.now();
  for (let n = 0; n < 5; n += 1) say(randomUUID());
  await vi.waitFor(() => expect(sent).toHaveLength(5));
  expect(performance.now() - started).toBeLessThan(500);
  expect(sent.map(([, down]) => down)).toMatchObject(sent.map(() => ({ type: 'refused', retry: true })));
});

it('MESSAGE-12: the room knows the highest number it has heard of', async () => {
  const { chat, say, settled } = setUp();
  chat.begin(7);
  chat.begin(3);
  expect(chat.seq).toBe(7);
  say(randomUUID());
  await settled();
  expect(chat.seq).toBe(7);
});

it('MESSAGE-5: a character that cannot be stored is refused for good, not tried again and again', async () => {
  const { say, settled } = setUp();
  const clientMessageId = randomUUID();
  say(clientMessageId, 'a\0b');
  expect(await settled()).toEqual([
    [ada, { type: 'refused', clientMessageId, code: 'invalidInput', retry: false }],
  ]);
});

it('SPREAD-10: what other servers stored is read and handed out, once and in order', async () => {
  const { store, chat, settled, bobs } = setUp();
  for (let n = 0; n < 230; n += 1) store.add(`message ${n}`);
  // Told twice, late, and out of order.
  for (const seq of [3, 230, 1, 230, 229]) chat.appended(seq);
  await vi.waitFor(() => expect(bobs()).toHaveLength(230));
  expect(bobs()).toEqual(Array.from({ length: 230 }, (_, index) => `chat ${index + 1}`));
  expect(store.reads).toEqual([0, 100, 200]);
  chat.appended(230);
  await settled();
  expect(store.reads).toHaveLength(3);
});

it('SPREAD-10: before an own message is told, what lies before it is', async () => {
  const { store, say, sent, stored, bobs } = setUp();
  store.add('from elsewhere');
  const id = randomUUID();
  say(id);
  await vi.waitFor(() => expect(bobs()).toEqual(['chat 1', 'chat 2']));
  expect(sent.filter(([to]) => to === ada).map(([, down]) => down)).toMatchObject([
    { type: 'stored', clientMessageId: id, seq: 2 },
    { type: 'chat', seq: 1 },
  ]);
  expect(stored).toEqual([2]);
});

it('SPREAD-10: a read that fails is tried again, and whatever came meanwhile is read with it', async () => {
  const { store, chat, say, bobs } = setUp();
  store.unreadable = 2;
  chat.appended(store.add('one'));
  await vi.waitFor(() => expect(store.reads).toHaveLength(1));
  say(randomUUID());
  chat.appended(store.add('three'));
  await vi.waitFor(() => expect(bobs()).toEqual(['chat 1', 'chat 2', 'chat 3']), { timeout: 5_000 });
});

it('SPREAD-11: a private message of another server comes to its receiver alone, and one to somebody there is taken', async () => {
  const { store, chat, say, settled } = setUp();
  chat.appended(store.add('psst', bob));
  expect(await settled()).toMatchObject([
    [ada, { type: 'skipped', seq: 1 }],
    [bob, { type: 'chat', seq: 1, to: bob }],
  ]);
  say(randomUUID(), 'hello Zoe', zoe);
  expect(await settled()).toMatchObject([
    [ada, { type: 'stored', seq: 2 }],
    [bob, { type: 'skipped', seq: 2 }],
  ]);
  say(randomUUID(), 'hello nobody', ParticipantId.parse(randomUUID()));
  expect(await settled()).toMatchObject([[ada, { type: 'refused', code: 'participantNotFound' }]]);
});
