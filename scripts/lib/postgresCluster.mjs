// @ts-check
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem.mjs';

/**
 * Makes the data folder of a new server with the role and the database `convene`, once. It is made under another name and
 * renamed at the end, so that a start that was broken off leaves no half of one.
 * @param {{
 *   dir: string,
 *   data: string,
 *   binaries: { postgres: string, initdb: string },
 *   prefix: string[],
 *   owner: number | undefined,
 *   log: (line: string) => void,
 * }} options
 */
export async function initialiseCluster({ dir, data, binaries, prefix, owner, log }) {
  if (existsSync(data)) return;
  log('Making a new Postgres data folder');
  for (const name of readdirSync(dir)) {
    if (name.startsWith('data.new')) rmSync(join(dir, name), { recursive: true, force: true });
  }
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner, owner);
  const fresh = join(dir, `data.new-${process.pid}`);
  run(dir, [
    ...prefix,
    binaries.initdb,
    ...['-D', fresh, '--username=convene', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    // The built-in provider sorts and compares the same on every machine, whatever locales that has.
    ...[
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
  ]);
  run(dir, [...prefix, binaries.postgres, '--single', '-D', fresh, 'postgres'], 'CREATE DATABASE convene\n');
  renameSync(fresh, data);
}

/**
 * @param {string} dir
 * @param {string[]} command
 * @param {string} [input]
 */
function run(dir, [file = '', ...args], input = '') {
  const { status, stderr, error } = spawnSync(file, args, {
    input,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  if (status === 0 && !/FATAL|ERROR/.test(stderr)) return;
  if (/No space left on device/.test(stderr)) {
    throw new Problem(
      `The disk is full: make room for Postgres in ${dir}, or choose another folder with --data.`,
    );
  }
  if (/Permission denied/.test(stderr)) {
    throw new Problem(
      `Postgres may not enter ${dir} or its own programs as the user it runs as here: start Convene as an ordinary user ` +
        'from a folder that all may enter, or set DATABASE_URL to a Postgres of your own.',
    );
  }
  const reason = stderr.trim().split('\n').at(-1) ?? error?.message;
  throw new Problem(
    `Postgres could not make its data folder in ${dir} (${reason}): mend that, or choose another folder with --data.`,
  );
}
