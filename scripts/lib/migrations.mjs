// @ts-check
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { codeOf, Problem } from './problem.mjs';

// The lock that Prisma's own `migrate deploy` takes, so that the two never run at once.
const PRISMA_MIGRATE_LOCK = 72_707_369;
/** The SQLSTATE of a lock that was not had in time. */
const LOCK_NOT_AVAILABLE = '55P03';
const LOCK_TIMEOUT_MS = 60_000;
/** A database that takes connections and says nothing must not hold up the start for ever. */
const ANSWER_TIMEOUT_MS = 10_000;
/** A migration may rewrite a large table. */
const MIGRATION_TIMEOUT_MS = 60 * 60_000;

// Prisma's own table, so that its command line tool goes on where we left off, and the other way round.
const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/** @typedef {{ databaseUrl: string, folder: string, answerMs?: number }} MigrationOptions */
/** @typedef {{ name: string, sql: string, checksum: string }} Migration */
/** @typedef {{ migration_name: string, checksum: string, finished_at: Date | null }} AppliedRow */

/**
 * Applies the migrations that a database does not have yet, each in a transaction of its own.
 * @param {MigrationOptions} options
 * @returns {Promise<string[]>} the names of those applied now
 */
export async function applyMigrations({ databaseUrl, folder, answerMs = ANSWER_TIMEOUT_MS }) {
  const migrations = readMigrations(folder);
  return withClient({ databaseUrl, answerMs }, async (client) => {
    await takeLock(client);
    await client.query(CREATE_TABLE);
    const pending = pendingMigrations(migrations, await appliedRows(client));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  });
}

/**
 * Refuses a database that is not at this version, without changing it.
 * @param {MigrationOptions} options
 */
export async function requireMigrated({ databaseUrl, folder, answerMs = ANSWER_TIMEOUT_MS }) {
  await withClient({ databaseUrl, answerMs }, async (client) => {
    const { rows: tables } = await client.query(
      "SELECT 1 WHERE to_regclass('_prisma_migrations') IS NOT NULL",
    );
    const rows = tables.length === 0 ? [] : await appliedRows(client);
    const [first] = pendingMigrations(readMigrations(folder), rows);
    if (first === undefined) return;
    throw new Problem(
      `The database does not have the migration ${first.name} yet: start this version of Convene on the machine with the ` +
        'web app first.',
    );
  });
}

/** @param {pg.Client} client */
async function appliedRows(client) {
  /** @type {{ rows: AppliedRow[] }} */
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

/**
 * @param {string} folder
 * @returns {Migration[]} in the order of their names, which begin with a time
 */
function readMigrations(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => name)
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Compares what is in the folder with what the database says it has, and refuses where the two contradict each other.
 * @param {readonly Migration[]} migrations
 * @param {readonly AppliedRow[]} rows
 * @returns {Migration[]}
 */
export function pendingMigrations(migrations, rows) {
  const applied = new Map(rows.map((row) => [row.migration_name, row]));
  for (const { migration_name: name, finished_at: finishedAt } of rows) {
    if (finishedAt === null) {
      throw new Problem(
        `The migration ${name} was broken off in this database: mend it by hand, then tell Prisma with ` +
          `npx prisma migrate resolve --applied ${name} (or --rolled-back ${name}).`,
      );
    }
    if (!migrations.some((migration) => migration.name === name)) {
      throw new Problem(
        `The database has the migration ${name}, which this version of Convene does not know: ` +
          'start the version that made it, or a newer one.',
      );
    }
  }
  return migrations.filter(({ name, checksum }) => {
    const row = applied.get(name);
    if (row !== undefined && row.checksum !== checksum) {
      throw new Problem(
        `The migration ${name} was changed after it had been applied to this database: ` +
          'put the old text back and make the change a new migration.',
      );
    }
    return row === undefined;
  });
}

/**
 * @template T
 * @param {{ databaseUrl: string, answerMs: number }} database
 * @param {(client: pg.Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withClient({ databaseUrl, answerMs }, work) {
  const client = await connect(databaseUrl, answerMs);
  let isSilent = false;
  try {
    return await work(client);
  } catch (error) {
    isSilent = error instanceof Error && error.message === 'Query read timeout';
    throw isSilent ? connectionProblem(databaseUrl, error) : error;
  } finally {
    // To one that says nothing there is no goodbye.
    if (isSilent) client.end().catch(() => {});
    else await client.end();
  }
}

/**
 * @param {string} databaseUrl
 * @param {number} answerMs
 */
async function connect(databaseUrl, answerMs) {
  if (!URL.canParse(databaseUrl)) {
    throw new Problem(
      'DATABASE_URL is not a URL: write it as postgresql://user:password@host:5432/database.',
    );
  }
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
  // A connection that breaks off also rejects the query that runs on it.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw connectionProblem(databaseUrl, error);
  }
}

/**
 * The sentence for a database that cannot be used, without the password that is in its URL.
 * @param {string} databaseUrl
 * @param {unknown} error
 */
function connectionProblem(databaseUrl, error) {
  const { host, pathname } = new URL(databaseUrl);
  // A refused connection to a name with several addresses has its reasons inside and no message of its own.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Problem(
    `The database ${decodeURIComponent(pathname.slice(1))} on ${host} is out of reach (${reason}): ` +
      'start it or correct DATABASE_URL, or unset it so that Convene runs a Postgres of its own.',
    { cause: error },
  );
}

/**
 * A deadline of its own for one query; it is missing in the package's types.
 * @param {number} ms
 */
const within = (ms) => ({ query_timeout: ms });

/** @param {pg.Client} client */
async function takeLock(client) {
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query({
      text: 'SELECT pg_advisory_lock($1)',
      values: [PRISMA_MIGRATE_LOCK],
      ...within(LOCK_TIMEOUT_MS + ANSWER_TIMEOUT_MS),
    });
    await client.query('RESET lock_timeout');
  } catch (error) {
    if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new Problem(
      `Another process has been migrating this database for ${LOCK_TIMEOUT_MS / 1000} s: wait for it or end it.`,
      { cause: error },
    );
  }
}

/**
 * @param {pg.Client} client
 * @param {Migration} migration
 */
async function apply(client, { name, sql, checksum }) {
  try {
    await client.query('BEGIN');
    await client.query({ text: sql, ...within(MIGRATION_TIMEOUT_MS) });
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    // A connection that is gone has rolled back by itself.
    await client.query('ROLLBACK').catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(
      `The migration ${name} failed and was rolled back (${reason}): mend it and start again.`,
      {
        cause: error,
      },
    );
  }
}
