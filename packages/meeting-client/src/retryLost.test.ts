import { AppError } from '@convene/protocol';
import { expect, it } from 'vitest';
import { retryLost } from './retryLost.ts';

const failing = (...errors: AppError[]) => {
  const calls = { count: 0 };
  const request = async () => {
    const error = errors[calls.count++];
    if (error) throw error;
    return 'done';
  };
  return { calls, request };
};
const lost = () => AppError.of('timeout', { what: 'request' });

it('RESUME-3: a request whose answer was lost is sent again', async () => {
  const { calls, request } = failing(lost(), lost());
  expect(await retryLost(request, () => false)).toBe('done');
  expect(calls.count).toBe(3);
});

it('RESUME-3: a request that was refused is not', async () => {
  const { calls, request } = failing(AppError.forbidden('participant'));
  await expect(retryLost(request, () => false)).rejects.toMatchObject({ code: 'forbidden' });
  expect(calls.count).toBe(1);
});

it('RESUME-3: nor is one that nobody waits for any more', async () => {
  const { calls, request } = failing(lost(), lost());
  await expect(retryLost(request, () => true)).rejects.toMatchObject({ code: 'timeout' });
  expect(calls.count).toBe(1);
});

it('RESUME-3: five sockets are enough', async () => {
  const { calls, request } = failing(...Array.from({ length: 9 }, lost));
  await expect(retryLost(request, () => false)).rejects.toMatchObject({ code: 'timeout' });
  expect(calls.count).toBe(5);
});
