import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pulse } from './Pulse.ts';
import { Scope } from './Scope.ts';

const EVERY_MS = 1_000;
const SILENCE_MS = 3_500;

describe('the pulse of a worker', () => {
  let scope: Scope;
  /** Undefined: it does not answer. */
  let answersAfterMs: number | undefined;
  let asked: number;
  const onSilent = vi.fn<() => void>();

  beforeEach(() => {
    vi.useFakeTimers();
    scope = new Scope();
    asked = 0;
    answersAfterMs = undefined;
    onSilent.mockClear();
    const ask = async () =>
      new Promise<void>((resolve) => {
        asked += 1;
        if (answersAfterMs !== undefined) setTimeout(resolve, answersAfterMs);
      });
    const pulse = new Pulse({ scope, ask, everyMs: EVERY_MS, silenceMs: SILENCE_MS, onSilent });
    pulse.start();
  });
  afterEach(() => {
    vi.clearAllTimers();
    scope.close();
    vi.useRealTimers();
  });

  it('POOL-7: silence is told once, less than 5 s after the last sign of life', async () => {
    await vi.advanceTimersByTimeAsync(EVERY_MS + SILENCE_MS + 200);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onSilent).toHaveBeenCalledTimes(1);
    expect(EVERY_MS + SILENCE_MS + 200).toBeLessThan(5_000);
  });

  it('POOL-7: a worker that takes its time to answer is not silent', async () => {
    answersAfterMs = SILENCE_MS - 200;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBeGreaterThan(10);
    expect(onSilent).not.toHaveBeenCalled();
  });

  it('POOL-14: time in which this process was held up does not count', async () => {
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(asked).toBe(1);
    // The clock is an hour further, and no turn of the event loop has passed.
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 200);
    expect(onSilent).not.toHaveBeenCalled();
  });
});
