import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Scope } from './Scope.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a closed scope leaves no timer, and undoes the last step first', () => {
  const scope = new Scope();
  const done: string[] = [];
  scope.timeout(10, () => done.push('timeout'));
  scope.interval(10, () => done.push('interval'));
  scope.defer(() => done.push('first'));
  scope.defer(() => done.push('second'));
  scope.close();
  scope.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(done).toEqual(['second', 'first']);
});

it('a timeout that ran or was cancelled is kept no more', () => {
  const scope = new Scope();
  const run = vi.fn<() => void>();
  const cancel = scope.timeout(10, run);
  cancel();
  scope.timeout(20, run);
  vi.advanceTimersByTime(30);
  expect(run).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('what is deferred in a closed scope runs at once', () => {
  const scope = new Scope();
  scope.close();
  const undo = vi.fn<() => void>();
  scope.defer(undo);
  expect(undo).toHaveBeenCalledTimes(1);
});
