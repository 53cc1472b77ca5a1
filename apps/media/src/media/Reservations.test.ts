import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Reservations } from './Reservations.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('PLACE-24: what is reserved falls as the consumers appear, the oldest reservation first', () => {
  const reservations = new Reservations();
  const giveBackFirst = reservations.reserve(3);
  reservations.reserve(2);
  reservations.settle();
  expect(reservations.total).toBe(4);
  giveBackFirst();
  expect(reservations.total).toBe(2);
  for (let n = 0; n < 4; n += 1) reservations.settle();
  expect(reservations.total).toBe(0);
});

it('PLACE-24: what is given back twice, or never comes, counts no more', () => {
  const reservations = new Reservations();
  const giveBack = reservations.reserve(3);
  vi.advanceTimersByTime(3000);
  reservations.reserve(4);
  giveBack();
  giveBack();
  expect(reservations.total).toBe(4);
  vi.advanceTimersByTime(4000);
  expect(reservations.total).toBe(4);
  vi.advanceTimersByTime(1000);
  expect(reservations.total).toBe(0);
});
