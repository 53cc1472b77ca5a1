// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The database that a command of a developer or an operator means: DATABASE_URL, from the environment or from `.env`,
 * else that of the Convene that runs from this checkout.
 * @param {string} root
 * @returns {string | undefined}
 */
export function findDatabaseUrl(root) {
  const envFile = join(root, '.env');
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const runFile = join(resolve(root, process.env.CONVENE_DATA_DIR ?? '.convene'), 'run.json');
  if (!existsSync(runFile)) return undefined;
  /** @type {unknown} */
  const run = JSON.parse(readFileSync(runFile, 'utf8'));
  const hasUrl = typeof run === 'object' && run !== null && 'databaseUrl' in run;
  return hasUrl && typeof run.databaseUrl === 'string' ? run.databaseUrl : undefined;
}
