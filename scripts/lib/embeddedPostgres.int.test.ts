import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, testSettings } from './embeddedPostgres.mjs';
import type { RunningPostgres } from './embeddedPostgres.d.mts';
import { isAlive } from './processes.mjs';

async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows[0];
  } finally {
    await client.end();
  }
}

describe('START-6: a Postgres of our own', () => {
  let dir: string;
  let postgres: RunningPostgres;
  const start = (port?: number) => startPostgres({ dir, ...(port && { port }), settings: testSettings });

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'convene-postgres-'));
    postgres = await start();
  });
  afterAll(async () => {
    await postgres.stop('immediate');
    rmSync(dir, { recursive: true, force: true });
  });

  test('speaks UTF-8, keeps UTC, and knows letters of all languages whatever the machine', async () => {
    const sql = `SELECT pg_encoding_to_char(encoding) AS encoding, lower('ÄΩ') AS lower, current_setting('timezone') AS zone
                 FROM pg_database WHERE datname = current_database()`;
    expect(await ask(postgres.url, sql)).toEqual({ encoding: 'UTF8', lower: 'äω', zone: 'UTC' });
  });

  test('takes connections on 127.0.0.1 with its password only', async () => {
    expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    const sql = `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`;
    expect(await ask(postgres.url, sql)).toEqual({ addresses: '127.0.0.1', sockets: '' });
  });

  test('is used when it is found running', async () => {
    const again = await start();
    expect(again).toMatchObject({ adopted: true, pid: postgres.pid, port: postgres.port, url: postgres.url });
  });

  test('keeps its data and its port over a crash', async () => {
    await ask(postgres.url, 'CREATE TABLE kept (value int)');
    await ask(postgres.url, 'CHECKPOINT');
    const { pid, port } = postgres;
    process.kill(pid, 'SIGKILL');
    await postgres.ended;
    postgres = await start(port);
    expect(postgres.port).toBe(port);
    expect(postgres.pid).not.toBe(pid);
    expect(await ask(postgres.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual({ rows: 0 });
  });

  test('stops in order and leaves no process', async () => {
    const { pid, port } = postgres;
    await postgres.stop('fast');
    expect(isAlive(pid)).toBe(false);
    expect(readFileSync(join(dir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
    postgres = await start(port);
  });
});

test('START-11: a port in use is named', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'convene-postgres-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  await expect(startPostgres({ dir, port: address.port })).rejects.toThrow(
    `Port ${address.port} on 127.0.0.1`,
  );
  server.close();
  rmSync(dir, { recursive: true, force: true });
});
