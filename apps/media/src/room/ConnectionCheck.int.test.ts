import { randomUUID } from 'node:crypto';
import { AppError, MeetingId } from '@convene/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oneWorker } from '../../test/oneWorker.ts';
import { waitUntil } from '../../test/waitFor.ts';
import type { WorkerPool } from '../media/WorkerPool.ts';
import { ConnectionCheck } from './ConnectionCheck.ts';

let pool: WorkerPool;

beforeAll(async () => {
  pool = await oneWorker();
});
afterAll(() => pool.close());

const dtlsParameters = {
  role: 'client' as const,
  fingerprints: [{ algorithm: 'sha-256' as const, value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};

it('LINE-1: given up at whatever step, it ends once, and leaves nothing', async () => {
  const router = await pool.getLeastLoadedWorker().takeRouter(MeetingId.parse(randomUUID()));
  const before = router.transports.length;
  const ends: number[] = [];
  const codes = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    ends[round] = 0;
    try {
      const check = await ConnectionCheck.open({
        router,
        requestMs: 1 + (round % 8),
        openMs: 60_000,
        input: { protocol: 'udp', dtlsParameters },
        onClose: () => (ends[round] = (ends[round] ?? 0) + 1),
      });
      check.close();
    } catch (error) {
      codes.add(AppError.from(error).code);
    }
  }
  await waitUntil('no transport that is left', () => router.transports.length === before);
  expect(ends).toEqual(ends.map(() => 1));
  expect([...codes].every((code) => code === 'timeout')).toBe(true);
  router.close();
});
