import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { TcpRelay } from '../../packages/horizontal/test/relay/index.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { applyMigrations, requireMigrated } from './migrations.mjs';

const root = join(import.meta.dirname, '..', '..');

let admin: pg.Client;
let databaseUrl: string;
let folder: string;
let databases = 0;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
});
afterAll(() => admin.end());

beforeEach(async () => {
  databases += 1;
  const name = `migrations_${process.pid}_${databases}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  databaseUrl = url.href;
  folder = mkdtempSync(join(tmpdir(), 'convene-migrations-'));
  return async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    rmSync(folder, { recursive: true });
  };
});

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}
const apply = () => applyMigrations({ databaseUrl, folder });

async function tables(): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1",
  );
  await client.end();
  return rows.map(({ name }) => name);
}

describe('START-7: migrations', () => {
  test('are applied in order, once', async () => {
    write('1_first', 'CREATE TABLE one (id int PRIMARY KEY)');
    write('2_second', 'CREATE TABLE two (one int REFERENCES one (id))');
    expect(await apply()).toEqual(['1_first', '2_second']);
    expect(await apply()).toEqual([]);
    expect(await tables()).toEqual(['one', 'two']);
  });

  test('are applied once by two that start together', async () => {
    write('1_first', 'CREATE TABLE one (id int)');
    const results = await Promise.all([apply(), apply()]);
    expect(results.flat()).toEqual(['1_first']);
  });

  test('leave nothing of one that fails, and can be mended', async () => {
    write('1_first', 'CREATE TABLE one (id int); CREATE TABLE one (id int)');
    await expect(apply()).rejects.toThrow(
      '1_first failed and was rolled back (relation "one" already exists)',
    );
    expect(await tables()).toEqual([]);
    write('1_first', 'CREATE TABLE one (id int)');
    expect(await apply()).toEqual(['1_first']);
  });

  test('are refused when one was changed after it was applied', async () => {
    write('1_first', 'CREATE TABLE one (id int)');
    await apply();
    write('1_first', 'CREATE TABLE other (id int)');
    await expect(apply()).rejects.toThrow('1_first was changed after it had been applied');
    expect(await tables()).toEqual(['one']);
  });

  test('name a database that is out of reach, without its password', async () => {
    const url = 'postgresql://convene:hunter2@127.0.0.1:1/meetings';
    const problem = await applyMigrations({ databaseUrl: url, folder }).catch(
      (error: Error) => error.message,
    );
    expect(problem).toContain('The database meetings on 127.0.0.1:1 is out of reach');
    expect(problem).not.toContain('hunter2');
  });

  test(
    "of this repository are what Prisma's own tool expects, and fit the schema",
    { timeout: 60_000 },
    async () => {
      await applyMigrations({ databaseUrl, folder: join(root, 'prisma', 'migrations') });
      const prisma = async (...args: string[]) => {
        const file = join(root, 'node_modules', '.bin', 'prisma');
        const { stdout } = await promisify(execFile)(file, args, {
          cwd: root,
          env: { ...process.env, DATABASE_URL: databaseUrl },
        });
        return stdout;
      };
      expect(await prisma('migrate', 'status')).toContain('Database schema is up to date!');
      const fromDatabase = ['--from-config-datasource', '--to-schema', 'prisma/schema.prisma'];
      expect(await prisma('migrate', 'diff', ...fromDatabase, '--script')).toContain(
        'This is an empty migration.',
      );
    },
  );
});

test('MACHINE-8: a machine with media servers only looks, and refuses a database that is not at its version', async () => {
  write('001_one', 'CREATE TABLE one (id INT)');
  await expect(requireMigrated({ databaseUrl, folder })).rejects.toThrow(
    'does not have the migration 001_one yet',
  );
  await applyMigrations({ databaseUrl, folder });
  await requireMigrated({ databaseUrl, folder });
  write('002_two', 'CREATE TABLE two (id INT)');
  await expect(requireMigrated({ databaseUrl, folder })).rejects.toThrow(
    'does not have the migration 002_two yet',
  );
});

describe('START-12: a database that takes connections and answers nothing', () => {
  test('is named at the first word', async () => {
    const relay = await TcpRelay.start(() => new URL(databaseUrl));
    relay.stall();
    try {
      const silent = { databaseUrl: relay.through(databaseUrl), folder, answerMs: 300 };
      const sentence = new RegExp(
        `on 127.0.0.1:${relay.port} is out of reach .*: start it or correct DATABASE_URL`,
      );
      await expect(applyMigrations(silent)).rejects.toThrow(sentence);
      await expect(requireMigrated(silent)).rejects.toThrow(sentence);
    } finally {
      relay.close();
    }
  });

  test('is named at a later one, but a migration may take its time', async () => {
    write('1_slow', 'SELECT pg_sleep(0.6)');
    expect(await applyMigrations({ databaseUrl, folder, answerMs: 300 })).toEqual(['1_slow']);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE _prisma_migrations IN ACCESS EXCLUSIVE MODE');
      await expect(requireMigrated({ databaseUrl, folder, answerMs: 300 })).rejects.toThrow(
        'is out of reach',
      );
    } finally {
      await client.end();
    }
  });
});
