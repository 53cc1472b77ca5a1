import { ParticipantId, PeerId, type RoomEvent } from '@convene/protocol';
import { expect, it } from 'vitest';
import { EventLog } from './EventLog.ts';

const event: RoomEvent = {
  type: 'peerClosed',
  peerId: PeerId.parse('4c0e5a53-25b4-4f0b-8d9b-9d1c1a1f6f11'),
  participantId: ParticipantId.parse('4c0e5a53-25b4-4f0b-8d9b-9d1c1a1f6f12'),
  reason: 'left',
};
const bytes = JSON.stringify(event).length;

function filled(count: number, limits = { entries: 5, bytes: 1_000_000 }): EventLog {
  const log = new EventLog(limits);
  for (let n = 0; n < count; n += 1) log.append(event);
  return log;
}

it('LOG-2: answers what came after a position, with ids that count from 1', () => {
  const log = filled(3);
  expect(log.read(1)).toEqual({ events: [2, 3].map((eventId) => expect.objectContaining({ eventId })) });
  expect(log.read(3)).toEqual({ events: [] });
});

it('LOG-3: keeps so many events and bytes, and says how far back it reaches', () => {
  expect(filled(8).read(2)).toEqual({ keptAfter: 3 });
  expect(filled(8).read(3)).toHaveProperty('events.length', 5);
  expect(filled(8, { entries: 100, bytes: 2 * bytes }).read(5)).toEqual({ keptAfter: 6 });
});

it('LOG-4: a position that was never reached counts as lost', () => {
  expect(filled(3).read(4)).toEqual({ keptAfter: 0 });
});

it('LOG-5: who waits is woken by an event, by the end and by their own signal', async () => {
  const log = new EventLog();
  const { signal } = new AbortController();
  const woken = log.changed(signal);
  log.append(event);
  await woken;
  const atEnd = log.changed(signal);
  log.end();
  await atEnd;
  const aborted = new AbortController();
  const bySignal = log.changed(aborted.signal);
  aborted.abort();
  await bySignal;
  log.append(event);
  expect(log.lastId).toBe(1);
});
