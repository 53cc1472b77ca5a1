import { AppError, MeetingId } from '@convene/protocol';
import { expect, it } from 'vitest';
import type { Log } from '../media/Log.ts';
import { WriteBehind } from './WriteBehind.ts';

const meetingId = MeetingId.parse('4c0e5a53-25b4-4f0b-8d9b-9d1c1a1f6f11');

function setUp() {
  const warnings: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn: (message) => warnings.push(message),
    error() {},
    child: () => log,
  };
  return { writes: new WriteBehind(log), warnings };
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
