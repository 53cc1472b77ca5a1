import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HorizontalError, type LinkChannel, MediasoupHost } from '../src/index.ts';
import { ClientSession, type SessionMessage } from '../src/remote/ClientSession.ts';
import { HOST_REF, PROTOCOL } from '../src/remote/messages.ts';
import { FakeInstance } from './FakeInstance.ts';
import { type Fate, MemoryLink } from './MemoryLink.ts';

const GRACE_MS = 1_000;
const CALL_MS = 500;

let instance: FakeInstance;
let host: MediasoupHost;
let link: MemoryLink;
let messages: SessionMessage[];
let states: string[];
let late: unknown[];
let reason: HorizontalError | undefined;

beforeEach(() => {
  // Turns of the event loop stay as they are.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  instance = new FakeInstance();
  host = new MediasoupHost({ graceMs: GRACE_MS });
  link = new MemoryLink(host, { grant: 'control', key: 'control', instance });
  [messages, states, late, reason] = [[], [], [], undefined];
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (channel: LinkChannel = link) =>
  new ClientSession({
    channel,
    callMs: CALL_MS,
    graceMs: GRACE_MS,
    log: { info: () => undefined, warn: () => undefined },
    onMessage: (message) => messages.push(message),
    onState: (state, why) => {
      states.push(state);
      reason = why;
    },
    onLateAnswer: (value) => late.push(value),
  });

const ask = async (session: ClientSession, number: number) =>
  await session.call({ ref: HOST_REF, method: 'createWorker', args: [{ rtcMinPort: number }] });

const turn = async () => await new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let turned = 0; turned < count; turned += 1) await turn();
};

async function ended(session: ClientSession): Promise<void> {
  while (session.state !== 'closed') await turn();
}

/** The same numbers in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test.each([1, 2, 3, 4, 5])(
  'HZN-10 (002-18): over a link that loses, doubles and breaks (%i), each call is carried out once, in order, and answered',
  async (seed) => {
    const next = random(seed);
    const fates: Fate[] = ['arrives', 'arrives', 'is lost', 'arrives unseen', 'arrives twice'];
    link.fateOf = () => fates[Math.floor(next() * fates.length)]!;
    const session = open();
    const answers: Promise<string>[] = [];
    for (let number = 1; number <= 200; number += 1) {
      answers.push(ask(session, number).then(String, (error: Error) => error.message));
      if (next() < 0.2) link.cut();
      if (next() < 0.4) await turn();
      if (next() < 0.5) link.mend();
    }
    // What was lost is sent again whenever the link is back.
    link.fateOf = () => 'arrives';
    link.cut();
    await turns(2);
    link.mend();
    const expected = Array.from({ length: 200 }, (_, index) => `no worker ${index + 1}`);
    expect(await Promise.all(answers)).toEqual(expected);
    expect(instance.asked).toEqual(expected.map((text) => Number(text.slice(10))));
    expect(messages.map(({ type }) => type)).toEqual(['hello', 'ready']);
  },
);

test('HZN-10: calls of one turn leave together', async () => {
  const session = open();
  await turns(3);
  const before = link.sends;
  const answers = await Promise.allSettled([ask(session, 1), ask(session, 2), ask(session, 3)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(link.sends - before).toBe(1);
});

test('HZN-11 (002-18): while the link is gone calls wait, and are carried out when it is back', async () => {
  const session = open();
  await turns(3);
  link.cut();
  await turns(3);
  expect(session.state).toBe('reconnecting');
  const answer = ask(session, 7);
  await turns(3);
  expect(instance.asked).toEqual([]);
  link.mend();
  await expect(answer).rejects.toThrow('no worker 7');
  expect(states).toEqual(['open', 'reconnecting', 'open']);
});

test('HZN-12 (002-18): a link that is gone longer than the grace ends the session on both sides', async () => {
  const session = open();
  await turns(3);
  expect(host.sessions).toBe(1);
  link.cut();
  await turns(3);
  const answer = expect(ask(session, 1)).rejects.toMatchObject({ code: 'timeout' });
  vi.advanceTimersByTime(GRACE_MS - 1);
  await answer;
  expect([session.state, host.sessions]).toEqual(['reconnecting', 1]);
  vi.advanceTimersByTime(1);
  expect([session.state, host.sessions]).toEqual(['closed', 0]);
  expect(reason?.code).toBe('disconnected');
  await expect(ask(session, 2)).rejects.toMatchObject({ code: 'closed' });
  expect(vi.getTimerCount()).toBe(0);
});

test('HZN-12: a host that is another process than before ends the session at once', async () => {
  const session = open();
  await turns(3);
  instance.delay = new Promise(() => undefined);
  const answer = expect(ask(session, 1)).rejects.toMatchObject({ code: 'staleEpoch' });
  await turns(3);
  link.cut();
  link.host = new MediasoupHost({ graceMs: GRACE_MS });
  link.mend();
  await ended(session);
  expect(reason?.code).toBe('staleEpoch');
  await answer;
});

test('HZN-12: a client that ends its session is not waited for', async () => {
  const session = open();
  await turns(3);
  session.close(new HorizontalError('closed', 'enough'));
  expect(host.sessions).toBe(0);
});

test('HZN-13: a call whose deadline passes while the link is gone is never carried out', async () => {
  const session = open();
  await turns(3);
  link.cut();
  await turns(3);
  const answer = expect(ask(session, 1)).rejects.toMatchObject({ code: 'timeout' });
  vi.advanceTimersByTime(CALL_MS);
  await answer;
  link.mend();
  await expect(ask(session, 2)).rejects.toThrow('no worker 2');
  expect(instance.asked).toEqual([2]);
  expect(late).toEqual([]);
});

test('HZN-13: what is posted, as a close is, is carried out however late', async () => {
  const session = open();
  await turns(3);
  link.cut();
  await turns(3);
  const call = { ref: HOST_REF, method: 'createWorker', args: [{ rtcMinPort: 1 }], isPosted: true };
  const answer = expect(session.call(call)).rejects.toThrow('no worker 1');
  vi.advanceTimersByTime(CALL_MS + 1);
  link.mend();
  await answer;
  expect(instance.asked).toEqual([1]);
});

test('HZN-14: a client that leaves too much unconfirmed is let go', async () => {
  host = new MediasoupHost({ graceMs: GRACE_MS, maxUnconfirmed: { messages: 20, bytes: 1000 } });
  link.host = host;
  const session = open();
  await turns(3);
  link.cut();
  await turns(3);
  // Its calls still arrive, but no answer reaches it: as with a reader that hangs.
  const caller = { grant: 'control', key: 'control', instance } as const;
  const calls = Array.from({ length: 30 }, (_, index) => ({
    number: index + 1,
    ref: HOST_REF,
    method: 'nonsense',
    args: [],
  }));
  host.receive({ sessionId: session.id, received: 2, calls }, caller);
  await turns(3);
  expect(host.sessions).toBe(0);
  link.mend();
  await ended(session);
  expect(reason?.code).toBe('staleEpoch');
});

test('HZN-14: what is not understood ends the session', () => {
  const nonsense: LinkChannel = {
    listen: (_input, listener) => {
      listener.onOpen();
      listener.onBatch({ first: 1, messages: [{ type: 'nonsense' }] });
      return () => undefined;
    },
    send: async () => undefined,
  };
  expect(open(nonsense).state).toBe('closed');
  expect(reason?.code).toBe('incompatible');
});

test('HZN-14: a caller that opens one session after the other is refused, and only that caller', async () => {
  const listen = async (key: string) => {
    const input = { protocol: PROTOCOL, sessionId: randomUUID() };
    const caller = { grant: 'control', key, instance } as const;
    await host.listen(input, caller, new AbortController().signal).next();
  };
  for (let opened = 0; opened < 100; opened += 1) await listen('greedy');
  await expect(listen('greedy')).rejects.toMatchObject({ code: 'forbidden' });
  await listen('modest');
  expect(host.sessions).toBe(101);
  host.close('greedy');
  expect(host.sessions).toBe(1);
});
