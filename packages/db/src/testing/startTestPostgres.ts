import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, testSettings } from '../../../../scripts/lib/embeddedPostgres.mjs';
import { applyMigrations } from '../../../../scripts/lib/migrations.mjs';
import { TEMPLATE, withDatabase } from './databaseUrls.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations');

export type TestPostgres = { readonly url: string; readonly pid: number; stop(): Promise<void> };

/** Starts a Postgres in a temporary folder with a migrated template, from which `createTestDatabase` copies. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = await mkdtemp(join(tmpdir(), 'convene-test-postgres-'));
  const server = await startPostgres({ dir, settings: testSettings });
  const stop = async () => {
    await server.stop('immediate');
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await prepareTemplate(server.url);
    return { url: server.url, pid: server.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the migrated template in any Postgres. */
export async function prepareTemplate(postgresUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  await applyMigrations({ databaseUrl: withDatabase(postgresUrl, TEMPLATE), folder: MIGRATIONS });
}
