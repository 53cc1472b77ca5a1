import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fixture, newId, type TestServer } from '../test/Fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');

let fixture: Fixture;
let server: TestServer;

beforeAll(async () => {
  fixture = await Fixture.create();
  server = await fixture.addServer();
});
afterAll(() => fixture.close());

test('DB-80: the migrations make exactly what the schema says', async () => {
  const args = [
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
    '--exit-code',
  ];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'node_modules/prisma/build/index.js'), ...args],
    { cwd: ROOT, env: { ...process.env, DATABASE_URL: fixture.url } },
  );
  expect(stdout).toContain('No difference detected');
});

test('DB-24: no step of a join, a leave or a server’s fall reads a whole table', async () => {
  const meeting = await fixture.addMeeting();
  await fixture.db.meetings.takeHome({ meetingId: meeting.id, expected: null, next: server.id });
  await fixture.joinAndProduce(meeting.id, await fixture.addServer(), { spread: true });
  const input = {
    ...fixture.joinInput(meeting.id, server),
    maxParticipants: 9,
    spread: false,
    seatKeptMs: 1000,
  };
  const client = await fixture.pool.connect();
  const plans: string[] = [];
  client.on('notice', ({ message = '' }) => plans.push(message));
  try {
    await client.query(`LOAD 'auto_explain'`);
    await client.query(`
      SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
      SET auto_explain.log_level = notice; SET auto_explain.log_triggers = on;
      -- Small tables are read whole on purpose: with this, only where no index fits.
      SET enable_seqscan = off`);
    await client.query('SELECT join_room($1::jsonb)', [
      JSON.stringify({ ...input, workerId: server.workerId, routerId: newId.router() }),
    ]);
    await client.query('SELECT leave_room($1, 1, false)', [input.peerId]);
    await client.query('DELETE FROM media_server WHERE id = $1', [server.id]);
  } finally {
    client.release(true);
  }
  expect(plans.filter((plan) => /Index (Only )?Scan/.test(plan)).length).toBeGreaterThan(20);
  expect(plans.filter((plan) => plan.includes('Seq Scan'))).toEqual([]);
});
