import { randomUUID } from 'node:crypto';
import { defaultLimits, MeetingId, ServerId } from '@convene/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { PipeRows } from './PipeRows.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('PIPE-30: rows that wait for another server’s are looked at once each beat, however often the pipes change', async () => {
  const meetingId = MeetingId.parse(randomUUID());
  let changed = (_meetingId: MeetingId): void => {};
  let replaced = 0;
  let missing = 1;
  const limits = { ...defaultLimits, heartbeatMs: 100, reconcileMs: 3_600_000 };
  const rows = new PipeRows({
    serverId: ServerId.parse(randomUUID()),
    database: {
      pipes: {
        replace: async () => {
          replaced += 1;
          return { written: 0, removed: 0, missing };
        },
      },
    },
    writes: { write: (_meetingId, _what, work) => void work() },
    pipes: { meetingIds: new Set([meetingId]), pipesOf: () => [], onChanged: (tell) => (changed = tell) },
    limits,
    log: new RecordingLog(),
  });
  for (let change = 0; change < 20; change += 1) {
    changed(meetingId);
    await vi.advanceTimersByTimeAsync(1);
  }
  replaced = 0;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(replaced).toBe(10);
  missing = 0;
  await vi.advanceTimersByTimeAsync(100);
  replaced = 0;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(replaced).toBe(0);
  rows.close();
});
