import { randomUUID } from 'node:crypto';
import { AppError, type ChatDown, MeetingId, ParticipantId } from '@convene/protocol';
import { expect, it, vi } from 'vitest';
import type { Log } from '../media/Log.ts';
import { Chat } from './Chat.ts';
import type { NewChatMessage, StoredChat } from './ports.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
const [ada, bob] = [ParticipantId.parse(randomUUID()), ParticipantId.parse(randomUUID())];

/** Numbers messages; told to, it fails once, commits and then seems to fail, or hangs from then on. */
class FakeStore {
  next: 'answer' | 'fail' | 'commitAndFail' | 'hang' = 'answer';
  readonly #stored: NewChatMessage[] = [];

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
    const seq = (index === -1 ? this.#stored.length - 1 : index) + 1;
    const { meetingId: _, to, ...rest } = message;
    return Promise.resolve({
      isNew: index === -1,
      message: { ...rest, seq, timestamp: 0, ...(to === undefined ? {} : { to }) },
    });
  }
}

function setUp() {
  const store = new FakeStore();
  const sent: [ParticipantId, ChatDown][] = [];
  const chat = new Chat({
    meetingId: MeetingId.parse(randomUUID()),
    persistence: store,
    log: quiet,
    patienceMs: 50,
    participants: () => [ada, bob],
    send: (participantId, down) => sent.push([participantId, down]),
  });
  const say = (clientMessageId: string, message = 'hello') =>
    chat.receive(
      { participantId: ada, name: 'Ada' },
      Buffer.from(JSON.stringify({ type: 'chat', clientMessageId, message })),
    );
  const settled = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return sent.splice(0);
  };
  return { store, chat, say, settled, sent };
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
  chat.learnSeq(7);
  chat.learnSeq(3);
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
