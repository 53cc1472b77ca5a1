import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from './Scope.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Scope', () => {
  it('CLIENT-9: closing leaves no timer and runs no later one', async () => {
    const scope = new Scope();
    const run = vi.fn<() => void>();
    scope.timeout(10, run);
    scope.interval(10, run);
    const slept = scope.sleep(10);
    scope.close();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(run).not.toHaveBeenCalled();
    expect(await slept).toBe(false);
  });

  it('CLIENT-9: a timer that has run is forgotten', async () => {
    const scope = new Scope();
    const slept = scope.sleep(5);
    scope.timeout(10, () => undefined);
    await vi.advanceTimersByTimeAsync(10);
    expect(await slept).toBe(true);
    expect(scope.size).toBe(0);
  });

  it('CLIENT-9: a cancelled timer does not run', async () => {
    const scope = new Scope();
    const run = vi.fn<() => void>();
    scope.timeout(10, run)();
    await vi.advanceTimersByTimeAsync(20);
    expect(run).not.toHaveBeenCalled();
    expect(scope.size).toBe(0);
  });

  it('CLIENT-9: what is added to a closed scope ends at once', async () => {
    const scope = new Scope();
    scope.close();
    const cleanup = vi.fn<() => void>();
    scope.add(cleanup);
    scope.timeout(10, () => undefined);
    scope.interval(10, () => undefined);
    expect(await scope.sleep(10)).toBe(false);
    expect(cleanup).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});
