import { expect, it } from 'vitest';
import { RecordingLog } from '../../test/RecordingLog.ts';
import { DatabaseClock } from './DatabaseClock.ts';

/** An answer of the database to a machine whose clock is off by so much, after a round of so long. */
function reading(offsetMs: number, roundMs = 10) {
  const steady = performance.now();
  const databaseAt = 1_000_000_000_000;
  const clock = databaseAt + offsetMs - roundMs / 2;
  return {
    databaseAt,
    sentAt: { clock, steady: steady - roundMs },
    receivedAt: { clock: clock + roundMs, steady },
  };
}

it('CLOCK-1: the time is the database’s, whatever this machine’s clock shows', () => {
  const clock = new DatabaseClock(new RecordingLog());
  clock.learn(reading(60_000));
  const now = clock.now() - 1_000_000_000_000;
  expect(now).toBeGreaterThanOrEqual(5);
  expect(now).toBeLessThan(1_000);
});

it.each([
  ['ahead', 60_000],
  ['behind', -60_000],
])('CLOCK-2: a clock that is 60 s %s is said once, and so is that it is right again', (_, offsetMs) => {
  const log = new RecordingLog();
  const clock = new DatabaseClock(log);
  clock.learn(reading(offsetMs));
  clock.learn(reading(offsetMs));
  expect(clock.offMs).toBe(offsetMs);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { offsetMs } }]);
  clock.learn(reading(3));
  expect(clock.offMs).toBeUndefined();
  expect(log.lines).toHaveLength(2);
});

it('CLOCK-2: what the network may have been is no difference', () => {
  const clock = new DatabaseClock(new RecordingLog());
  clock.learn(reading(2_300, 900));
  clock.learn(reading(60_000, 5_000));
  expect(clock.offMs).toBeUndefined();
});
