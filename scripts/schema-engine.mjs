#!/usr/bin/env node
// @ts-check
// Stands in for Prisma's native schema engine where that could not be downloaded: the same command line and the same
// JSON-RPC over standard input and output, over the engine's WebAssembly build from npm. Prisma's command line tool
// starts it (see prisma.config.ts); nobody calls it by hand.
import { createInterface } from 'node:readline';
import { codeOf } from './lib/problem.mjs';
import { checkConnection, createDatabase, dropDatabase } from './lib/schemaEngine/databases.mjs';
import { loadSchemaEngine, panicMessage } from './lib/schemaEngine/engine.mjs';

const RPC_ERROR = 4466;
const PANIC_EXIT_CODE = 101;

// Prisma's error codes for what Postgres and Node answer.
const CONNECTION_ERRORS = new Map([
  ['3D000', 'P1003'],
  ['28P01', 'P1000'],
  ['ECONNREFUSED', 'P1001'],
]);

/** @param {string[]} argv */
function parseArguments(argv) {
  /** @type {{ datamodels: string[], datasource: { url: string, shadowDatabaseUrl?: string }, words: string[] }} */
  const parsed = { datamodels: [], datasource: { url: '' }, words: [] };
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    switch (word) {
      case '--datamodels': {
        parsed.datamodels.push(rest.shift() ?? '');
        break;
      }
      case '--datasource': {
        parsed.datasource = JSON.parse(rest.shift() ?? '{}');
        break;
      }
      case '--enabled-preview-features':
      case '--extension-types': {
        rest.shift();
        break;
      }
      default: {
        parsed.words.push(word);
      }
    }
  }
  return parsed;
}

/** @param {Record<string, unknown>} fields */
function logError(fields) {
  const timestamp = new Date().toISOString();
  process.stderr.write(
    `${JSON.stringify({ timestamp, level: 'ERROR', fields, target: 'schema_engine::logger' })}\n`,
  );
}

/**
 * One of the commands that the engine answers by its exit code.
 * @param {string | undefined} command
 * @param {string} url
 */
async function runCommand(command, url) {
  try {
    if (command === 'can-connect-to-database') await checkConnection(url);
    else if (command === 'create-database') await createDatabase(url);
    else if (command === 'drop-database') await dropDatabase(url);
    else throw new Error(`Unknown command ${command}`);
  } catch (error) {
    const message = error instanceof Error ? error.message || codeOf(error) : String(error);
    const code = CONNECTION_ERRORS.get(codeOf(error) ?? '');
    // Prisma reads the last line of what is printed, and expects one before it.
    process.stderr.write('\n');
    logError({ message, is_panic: false, error_code: code, meta: {} });
    process.exitCode = 1;
  }
}

/** @param {unknown} message */
function send(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** @param {ReturnType<typeof parseArguments>} options */
async function serve({ datamodels, datasource }) {
  /** @type {ReturnType<typeof loadSchemaEngine> | undefined} */
  let loading;
  /** @param {{ id: number, method: string, params?: any }} request */
  async function call({ id, method, params = {} }) {
    // Created without the engine, which would connect to the very database that is not there yet.
    if (method === 'createDatabase') {
      return { databaseName: await createDatabase(params.datasource?.url ?? datasource.url) };
    }
    const engine = await (loading ??= loadSchemaEngine({ datamodels, datasource }));
    if (method === 'getDatabaseVersion') return engine.version(params);
    const result = await /** @type {any} */ (engine)[method](params);
    if (method === 'diff' && result.stdout) {
      send({ jsonrpc: '2.0', id: RPC_ERROR + id, method: 'print', params: { content: result.stdout } });
    }
    return result ?? {};
  }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const request = JSON.parse(line);
    // An answer to one of our `print` calls.
    if (request.method === undefined) continue;
    try {
      send({ jsonrpc: '2.0', id: request.id, result: await call(request) });
    } catch (error) {
      send({ jsonrpc: '2.0', id: request.id, error: describeError(error) });
    }
  }
}

/** @param {any} error */
function describeError(error) {
  const panic = panicMessage();
  return {
    code: RPC_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: panic !== '',
      message: panic || error.message,
      error_code: error.code,
      meta: error.meta,
    },
  };
}

process.on('uncaughtException', (error) => {
  logError({ message: panicMessage() || error.message, is_panic: true });
  process.exit(PANIC_EXIT_CODE);
});

const options = parseArguments(process.argv.slice(2));
if (options.words[0] === 'cli') await runCommand(options.words[1], options.datasource.url);
else await serve(options);
// The engine may hold a connection open, which would keep the process alive.
process.exit();
