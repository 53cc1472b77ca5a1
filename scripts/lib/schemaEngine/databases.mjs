// @ts-check
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { MigrationAdapter } from './MigrationAdapter.mjs';

/** @typedef {{ url: string, shadowDatabaseUrl?: string }} Datasource */

const DATABASE_EXISTS = '42P04';

/** @param {string} url */
function databaseName(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres';
}

/**
 * @param {string} url
 * @param {string} database
 */
function withDatabase(url, database) {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/**
 * Runs something on a connection of its own and closes it.
 * @param {string} url
 * @param {(client: pg.Client) => Promise<unknown>} run
 */
async function withClient(url, run) {
  const client = await connect(url);
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

/** @param {string} url */
async function connect(url) {
  const connectionString = new URL(url);
  // Prisma's own parameter, which is no setting of Postgres.
  connectionString.searchParams.delete('schema');
  const client = new pg.Client({ connectionString: connectionString.href });
  await client.connect();
  return client;
}

/** @param {string} url */
export async function checkConnection(url) {
  await withClient(url, (client) => client.query('SELECT 1'));
}

/**
 * Creates the database that a URL names, unless it is there.
 * @param {string} url
 * @returns {Promise<string>} its name
 */
export async function createDatabase(url) {
  const name = databaseName(url);
  await withClient(withDatabase(url, 'postgres'), async (client) => {
    await client
      .query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
      .catch((/** @type {pg.DatabaseError} */ error) => {
        if (error.code !== DATABASE_EXISTS) throw error;
      });
  });
  return name;
}

/** @param {string} url */
export async function dropDatabase(url) {
  const name = pg.escapeIdentifier(databaseName(url));
  await withClient(withDatabase(url, 'postgres'), (client) =>
    client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  );
}

/**
 * The connections that the schema engine asks for: to the database itself, and to a shadow database, an empty one in which
 * it replays the migrations to compare.
 * @param {Datasource} datasource
 * @returns {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory}
 */
export function createAdapterFactory({ url, shadowDatabaseUrl }) {
  const schema = new URL(url).searchParams.get('schema') ?? 'public';
  return {
    provider: 'postgres',
    adapterName: 'convene-migrations',
    async connect() {
      return new MigrationAdapter(await connect(url), schema, async () => {});
    },
    async connectToShadowDb() {
      if (shadowDatabaseUrl)
        return new MigrationAdapter(await connect(shadowDatabaseUrl), schema, async () => {});
      const shadowUrl = withDatabase(url, `prisma_migrate_shadow_db_${randomUUID()}`);
      await createDatabase(shadowUrl);
      return new MigrationAdapter(await connect(shadowUrl), schema, () => dropDatabase(shadowUrl));
    },
  };
}
