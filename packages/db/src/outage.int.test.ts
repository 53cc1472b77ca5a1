import { setTimeout as delay } from 'node:timers/promises';
import { AppError, ServerEpoch } from '@convene/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { newId } from '../test/Fixture.ts';
import { createDatabase, type Database } from './index.ts';
import { createTestDatabase, startTestPostgres, type TestPostgres } from './testing/index.ts';

const DEADLINE_MS = 1_000;

let server: TestPostgres;
let url: string;
let db: Database;
const warnings: string[] = [];

// A Postgres of its own: what is done to it here must not hit other tests.
beforeAll(async () => {
  server = await startTestPostgres();
  ({ url } = await createTestDatabase(server.url));
  db = createDatabase({
    url,
    limits: { databaseMs: DEADLINE_MS, heartbeatMs: 200 },
    log: { warn: (message) => warnings.push(message) },
  });
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

/** What a call that is refused because of the outage answers. */
async function failure(call: () => Promise<unknown>): Promise<{ code: string; cause: unknown }> {
  const error: unknown = await call().then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, cause: error.cause };
}

const answers = () =>
  db.servers.list().then(
    () => true,
    () => undefined,
  );

async function notify(channel: string, payload: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SELECT pg_notify($1, $2)', [channel, payload]);
  await client.end();
}

test('DB-70: calls to a database that hangs fail within the deadline, and work again by themselves', async () => {
  const meetingId = newId.meeting();
  const heard: string[] = [];
  let reconnects = 0;
  db.listener.onReconnect(() => (reconnects += 1));
  await db.listener.listen(meetingId, (payload) => heard.push(payload));
  expect(await db.servers.list()).toEqual([]);
  const pids = await backends();
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  process.kill(server.pid, 'SIGSTOP');
  try {
    const calls = [
      () => db.servers.list(),
      () => db.roomState.read(meetingId),
      () => db.chat.history({ meetingId, participantId: newId.participant(), limit: 1 }),
      () => db.rooms.leave({ peerId: newId.peer(), seatEpoch: 1, keepSeat: false }),
      () => db.servers.unregister({ id: newId.server(), epoch: ServerEpoch.parse(1) }),
      () => db.listener.listen(newId.meeting(), () => undefined),
    ];
    // Against a timer of the same process: a loaded machine delays both alike.
    const late = delay(DEADLINE_MS + 500, [{ code: 'too late' }]);
    for (const { code } of await Promise.race([Promise.all(calls.map(failure)), late])) {
      expect(code).toBe('databaseUnavailable');
    }
    // A frozen server closes nothing: the listener finds out by asking.
    await eventually('the listener to notice', () => warnings.includes('database listener lost'));
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
    process.kill(server.pid, 'SIGCONT');
  }
  await eventually('an answer after the freeze', answers);
  await eventually('the listener after the freeze', () => reconnects >= 1);
  await notify(meetingId, 'after the freeze');
  await eventually('a notification after the freeze', () => heard.includes('after the freeze'));
});

test('DB-71: connections that break are replaced; listeners are told to fetch again, and hear again', async () => {
  const meetingId = newId.meeting();
  const heard: string[] = [];
  let reconnects = 0;
  const stop = db.listener.onReconnect(() => (reconnects += 1));
  const hear = (payload: string) => heard.push(payload);
  await db.listener.listen(meetingId, hear);
  await breakConnections();
  await eventually('the listener after the break', () => reconnects === 1);
  await notify(meetingId, 'after the break');
  await eventually('a notification after the break', () => heard.includes('after the break'));
  expect(await eventually('an answer after the break', answers)).toBe(true);

  stop();
  await db.listener.unlisten(meetingId, hear);
  await notify(meetingId, 'after unlisten');
  await db.listener.listen(meetingId, (payload) => heard.push(`again: ${payload}`));
  await notify(meetingId, 'listening again');
  await eventually('a notification after listening again', () => heard.includes('again: listening again'));
  expect(heard).toEqual(['after the break', 'again: listening again']);
  expect(reconnects).toBe(1);
});

test('DB-75: a channel has several listeners, and is let go with the last one', async () => {
  const meetingId = newId.meeting();
  const heard: string[] = [];
  const [first, second] = ['first', 'second'].map((who) => (payload: string) => {
    heard.push(`${who}: ${payload}`);
  });
  await Promise.all([db.listener.listen(meetingId, first!), db.listener.listen(meetingId, second!)]);
  await db.listener.unlisten(meetingId, first!);
  await notify(meetingId, 'one left');
  await eventually('a notification for the one that is left', () => heard.includes('second: one left'));
  await db.listener.unlisten(meetingId, second!);
  expect(heard).toEqual(['second: one left']);
});

test('DB-72: a database that is not there is said to be unavailable, with the cause kept', async () => {
  const nowhere = createDatabase({
    url: 'postgresql://a:b@127.0.0.1:1/none',
    limits: { databaseMs: DEADLINE_MS },
  });
  const missing = createDatabase({ url: `${url}_missing`, limits: { databaseMs: DEADLINE_MS } });
  const meetingId = newId.meeting();
  const calls = [nowhere, missing].flatMap((database) => [
    () => database.servers.list(),
    () => database.roomState.read(meetingId),
    () => database.listener.listen(meetingId, () => undefined),
  ]);
  for (const { code, cause } of await Promise.all(calls.map(failure))) {
    expect(code).toBe('databaseUnavailable');
    expect(cause).toBeInstanceOf(Error);
  }
  await Promise.all([nowhere.close(), missing.close()]);
});

test('DB-73: a mistake of ours is not taken for an outage', async () => {
  const call = () => db.rooms.removeRouter('nonsense' as ReturnType<typeof newId.router>);
  await expect(call()).rejects.not.toBeInstanceOf(AppError);
  await expect(db.roomState.read('nonsense' as ReturnType<typeof newId.meeting>)).rejects.not.toBeInstanceOf(
    AppError,
  );
});

test('DB-74: closing twice or while listening leaves no connection', async () => {
  const extra = createDatabase({ url, limits: { databaseMs: DEADLINE_MS } });
  await extra.listener.listen(newId.meeting(), () => undefined);
  await extra.servers.list();
  const open = (await backends()).length;
  await extra.close();
  await eventually('two connections less', async () => (await backends()).length === open - 2);
});

/** Process ids of the connections of `createDatabase`. */
async function backends(): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'convene%'`,
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}

async function breakConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'convene%'`,
  );
  await client.end();
}
