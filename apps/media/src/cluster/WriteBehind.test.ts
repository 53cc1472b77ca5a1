import { AppError, MeetingId } from '@convene/protocol';
import { expect, it, vi } from 'vitest';
import type { Log } from '../media/Log.ts';
import { WriteBehind } from './WriteBehind.ts';

const meetingId = MeetingId.parse('4c0e5a53-25b4-4f0b-8d9b-9d1c1a1f6f11');

function setUp(mostWaiting?: number) {
  const warnings: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn: (message) => warnings.push(message),
    error() {},
    child: () => log,
  };
  return { writes: new WriteBehind(log, mostWaiting), warnings };
}

it('WRITE-2: a write is tried again while the database is out of reach, and those behind it wait', async () => {
  const { writes, warnings } = setUp();
  const seen: string[] = [];
  const written = Promise.withResolvers<void>();
  let failures = 1;
  writes.write(meetingId, 'first', () => {
    if (failures-- > 0) throw AppError.databaseUnavailable();
    seen.push('first');
    return Promise.resolve();
  });
  writes.write(meetingId, 'second', () => {
    seen.push('second');
    written.resolve();
    return Promise.resolve();
  });
  await written.promise;
  expect([seen, warnings]).toEqual([['first', 'second'], []]);
});

it('WRITE-3: one that can never succeed is given up and logged', async () => {
  const { writes, warnings } = setUp();
  writes.write(meetingId, 'wrong', () => Promise.reject(new Error('no such column')));
  await writes.close();
  expect(warnings).toEqual(['row not written']);
});

it('WRITE-4: a server that closes does not wait for a database that is gone', async () => {
  const { writes, warnings } = setUp();
  writes.write(meetingId, 'late', () => Promise.reject(AppError.databaseUnavailable()));
  await writes.close();
  expect(warnings).toEqual(['row not written']);
});

it('BOUND-1: so many writes wait and no more; it is said once, and again when they are taken again', async () => {
  const { writes, warnings } = setUp(4);
  const { promise: databaseIsBack, resolve: comeBack } = Promise.withResolvers<void>();
  const written: number[] = [];
  const write = (number: number) =>
    writes.write(meetingId, 'row', async () => {
      await databaseIsBack;
      written.push(number);
    });
  for (let number = 0; number < 100; number += 1) write(number);
  expect(writes.waiting).toBe(4);
  comeBack();
  await vi.waitFor(() => expect(writes.waiting).toBe(0));
  expect(written).toEqual([0, 1, 2, 3]);
  expect(warnings).toEqual(['rows given up, too many wait', 'rows are written again']);
  write(100);
  await writes.close();
  expect(written.at(-1)).toBe(100);
});
