import { expect, it } from 'vitest';
import { PeerEvents } from './PeerEvents.ts';

const unbroken = { snapshot: () => undefined, onResynced: () => {} };

it('PEER-43: a second reader ends the first, and gets what comes', async () => {
  const events = new PeerEvents();
  const { signal } = new AbortController();
  const first = events.read({ after: 0, signal, ...unbroken });
  const firstNext = first.next();
  const second = events.read({ after: 0, signal, ...unbroken });
  expect(await firstNext).toEqual({ done: true, value: undefined });
  events.append({ type: 'closed', reason: 'left' });
  const logged = { eventId: 1, event: { type: 'closed', reason: 'left' } };
  expect(await second.next()).toMatchObject({ done: false, value: logged });
  events.end();
  expect(await second.next()).toEqual({ done: true, value: undefined });
});

it('PEER-41: a reader ends with its own signal, and the next one goes on after what was read', async () => {
  const events = new PeerEvents();
  const socket = new AbortController();
  const reader = events.read({ after: 0, signal: socket.signal, ...unbroken });
  const waiting = reader.next();
  socket.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  events.append({ type: 'closed', reason: 'left' });
  events.append({ type: 'closed', reason: 'left' });
  const next = events.read({ after: 1, signal: new AbortController().signal, ...unbroken });
  expect(await next.next()).toHaveProperty('value.eventId', 2);
});
