// @ts-check
import { ColumnTypeEnum, DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** @typedef {import('@prisma/driver-adapter-utils').SqlQuery} SqlQuery */
/** @typedef {import('@prisma/driver-adapter-utils').SqlResultSet} SqlResultSet */
/** @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter} SqlDriverAdapter */
/** @typedef {import('@prisma/driver-adapter-utils').ColumnType} ColumnType */

// The types of Postgres's catalogue and of Prisma's own migration table, by their object ids. All others are text.
/** @type {ReadonlyMap<number, ColumnType>} */
const COLUMN_TYPES = new Map([
  [16, ColumnTypeEnum.Boolean],
  [18, ColumnTypeEnum.Character],
  [20, ColumnTypeEnum.Int64],
  [21, ColumnTypeEnum.Int32],
  [23, ColumnTypeEnum.Int32],
  [26, ColumnTypeEnum.Int64],
  [1003, ColumnTypeEnum.TextArray],
  [1005, ColumnTypeEnum.Int32Array],
  [1007, ColumnTypeEnum.Int32Array],
  [1009, ColumnTypeEnum.TextArray],
  [1015, ColumnTypeEnum.TextArray],
  [1184, ColumnTypeEnum.DateTime],
]);
const NAME_ARRAY = 1003;
const TEXT_ARRAY = 1009;
const TIMESTAMP_WITH_ZONE = 1184;

// The types of `pg` list only some of the object ids that it knows.
/** @type {(oid: number) => (value: string) => unknown} */
const parserOf = pg.types.getTypeParser;

/**
 * Prisma's driver adapter interface over one connection, for migrations. `@prisma/adapter-pg` is made for an
 * application's queries: it refuses types of the catalogue, cuts scripts at every semicolon, even inside a function, and
 * spreads statements over a pool, whereas migrations take a lock that belongs to one session.
 * @implements {SqlDriverAdapter}
 */
export class MigrationAdapter {
  /** @type {'postgres'} */
  provider = 'postgres';
  adapterName = 'convene-migrations';
  #client;
  #schema;
  #onDisposed;

  /**
   * @param {pg.Client} client connected, and from now on ours to end
   * @param {string} schema
   * @param {() => Promise<void>} onDisposed
   */
  constructor(client, schema, onDisposed) {
    this.#client = client;
    this.#schema = schema;
    this.#onDisposed = onDisposed;
  }

  /** @param {SqlQuery} query */
  async queryRaw(query) {
    const { fields, rows } = await this.#query(query);
    return {
      columnNames: fields.map((field) => field.name),
      columnTypes: fields.map((field) => COLUMN_TYPES.get(field.dataTypeID) ?? ColumnTypeEnum.Text),
      rows,
    };
  }

  /** @param {SqlQuery} query */
  async executeRaw(query) {
    const { rowCount } = await this.#query(query);
    return rowCount ?? 0;
  }

  /** @param {string} script */
  async executeScript(script) {
    await this.#client.query(script).catch(throwAdapterError);
  }

  async startTransaction() {
    await this.executeScript('BEGIN');
    return {
      provider: this.provider,
      adapterName: this.adapterName,
      options: { usePhantomQuery: false },
      queryRaw: (/** @type {SqlQuery} */ query) => this.queryRaw(query),
      executeRaw: (/** @type {SqlQuery} */ query) => this.executeRaw(query),
      commit: () => this.executeScript('COMMIT'),
      rollback: () => this.executeScript('ROLLBACK'),
    };
  }

  getConnectionInfo() {
    return { schemaName: this.#schema, supportsRelationJoins: true };
  }

  async dispose() {
    await this.#client.end();
    await this.#onDisposed();
  }

  /** @param {SqlQuery} query */
  async #query({ sql, args }) {
    /** @type {pg.QueryArrayConfig} */
    const config = { text: sql, values: args, rowMode: 'array', types: { getTypeParser } };
    return this.#client.query(config).catch(throwAdapterError);
  }
}

/**
 * @param {number} oid
 * @returns {(value: string) => unknown}
 */
function getTypeParser(oid) {
  if (oid === TIMESTAMP_WITH_ZONE) return (value) => new Date(value).toISOString();
  // Spelt like an array of texts, for which `pg` has a parser.
  if (oid === NAME_ARRAY) return parserOf(TEXT_ARRAY);
  if (COLUMN_TYPES.has(oid)) return parserOf(oid);
  return (value) => value;
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function throwAdapterError(error) {
  if (!(error instanceof pg.DatabaseError)) throw error;
  const { code = 'N/A', severity = 'N/A', message, detail, column, hint } = error;
  throw new DriverAdapterError({
    kind: 'postgres',
    ...{ code, severity, message, detail, column, hint },
    originalCode: code,
    originalMessage: message,
  });
}
