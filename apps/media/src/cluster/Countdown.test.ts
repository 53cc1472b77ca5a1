import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scope } from '../media/Scope.ts';
import { Countdown } from './Countdown.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('PIPE-23: it runs out once, from the first start on, unless it is cancelled or its scope ends', () => {
  const scope = new Scope();
  let runs = 0;
  const countdown = new Countdown(scope, 100, () => (runs += 1));
  countdown.start();
  vi.advanceTimersByTime(60);
  countdown.start();
  vi.advanceTimersByTime(40);
  expect(runs).toBe(1);
  countdown.start();
  vi.advanceTimersByTime(60);
  countdown.cancel();
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(1);
  countdown.start();
  vi.advanceTimersByTime(60);
  expect(vi.getTimerCount()).toBe(1);
  scope.close();
  expect(vi.getTimerCount()).toBe(0);
  countdown.start();
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(1);
});
