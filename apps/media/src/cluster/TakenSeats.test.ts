import { randomUUID } from 'node:crypto';
import { ParticipantId } from '@convene/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type TakenSeat, TakenSeats } from './TakenSeats.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const participantId = ParticipantId.parse(randomUUID());

function listen() {
  const told: TakenSeat[] = [];
  const seats = new TakenSeats({ waitMs: 1_500, onTaken: (seat) => told.push(seat) });
  return { seats, told };
}

test('LEASE-5: each epoch of a seat is told once, after the time in which its announcement may come', () => {
  const { seats, told } = listen();
  seats.hear([{ participantId, seatEpoch: 2 }]);
  vi.advanceTimersByTime(1_000);
  // The same again with each change of the part; a lower one is old.
  seats.hear([{ participantId, seatEpoch: 2 }]);
  seats.hear([{ participantId, seatEpoch: 1 }]);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([{ participantId, seatEpoch: 2 }]);
  seats.hear([{ participantId, seatEpoch: 3 }]);
  vi.advanceTimersByTime(10_000);
  expect(told.map(({ seatEpoch }) => seatEpoch)).toEqual([2, 3]);
});

test('LEASE-5: nothing is told any more of a room that has ended', () => {
  const { seats, told } = listen();
  seats.hear([{ participantId, seatEpoch: 2 }]);
  seats.close();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
