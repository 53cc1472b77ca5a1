import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withDeadline } from './withDeadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('answers in time, and leaves no timer', async () => {
  await expect(withDeadline(Promise.resolve(7), { ms: 100, what: 'x' })).resolves.toBe(7);
  expect(vi.getTimerCount()).toBe(0);
});

it('fails after its time, and hands over what comes too late so that it can be closed', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const onLate = vi.fn<(late: string) => void>();
  const answer = withDeadline(promise, { ms: 100, what: 'createRouter', onLate });
  const failed = expect(answer).rejects.toMatchObject({
    code: 'timeout',
    details: { what: 'createRouter', ms: 100 },
  });
  await vi.advanceTimersByTimeAsync(100);
  await failed;
  resolve('late');
  await vi.waitFor(() => expect(onLate).toHaveBeenCalledWith('late'));
});

it('a failure that comes too late is nobody’s unhandled rejection', async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const answer = withDeadline(promise, { ms: 100, what: 'x' });
  const failed = expect(answer).rejects.toMatchObject({ code: 'timeout' });
  await vi.advanceTimersByTimeAsync(100);
  await failed;
  reject(new Error('too late'));
  await vi.advanceTimersByTimeAsync(1);
});
