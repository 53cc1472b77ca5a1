// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { initialiseCluster } from './postgresCluster.mjs';
import { findFreePort } from './ports.mjs';
import { postgresBinaries } from './postgresBinaries.mjs';
import { findPostmaster, forgetStalePostmaster } from './postmaster.mjs';
import { Problem } from './problem.mjs';
import { signalProcess, waitForEnd } from './processes.mjs';
import { endsWithParentCommand, giveFolder, unprivilegedCommand } from './unprivileged.mjs';

/** @typedef {import('./embeddedPostgres.d.mts').RunningPostgres} RunningPostgres */
/** @typedef {import('./embeddedPostgres.d.mts').PostgresStopMode} PostgresStopMode */

const START_TIMEOUT_MS = 60_000;
const START_ATTEMPTS = 5;
const STOP_TIMEOUT_MS = { fast: 5_000, immediate: 3_000, kill: 3_000 };
const LOG_LIMIT_BYTES = 10_000_000;

/** @type {Readonly<Record<string, string>>} */
export const testSettings = Object.freeze({
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
});

/**
 * @param {import('./embeddedPostgres.d.mts').StartPostgresOptions} options
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres({ dir, port, settings = {}, log = () => {} }) {
  const binaries = postgresBinaries();
  const { prefix, owner } = unprivilegedCommand();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  giveFolder(dir, owner);
  const data = join(dir, 'data');
  await initialiseCluster({ dir, data, binaries, prefix, owner, log });

  const running = await findPostmaster(data, START_TIMEOUT_MS);
  if (running) {
    log(`Postgres runs already on port ${running.port}`);
    return describe({ dir, ...running, ended: pollUntilEnded(running.pid), adopted: true });
  }
  forgetStalePostmaster(data);
  const command = [...prefix, ...endsWithParentCommand('SIGINT'), binaries.postgres];
  for (let attempt = 1; ; attempt += 1) {
    const chosenPort = port ?? (await requireFreePort());
    const outcome = await launch({ dir, data, command, port: chosenPort, settings });
    if ('postgres' in outcome) return outcome.postgres;
    // A port that was taken meanwhile, or processes of a killed server that have not all noticed its end yet.
    const portTaken = port === undefined && /already in use/.test(outcome.failure);
    const leftOver = /shared memory block/.test(outcome.failure);
    if (attempt >= START_ATTEMPTS || !(portTaken || leftOver))
      throw startProblem(outcome.failure, dir, chosenPort);
    await delay(300);
  }
}

/**
 * @param {{ dir: string, data: string, command: string[], port: number, settings: Readonly<Record<string, string>> }} options
 * @returns {Promise<{ postgres: RunningPostgres } | { failure: string }>}
 */
async function launch({ dir, data, command, port, settings }) {
  const logFile = join(dir, 'postgres.log');
  const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
  const tooLong = logStart > LOG_LIMIT_BYTES;
  // A file and no pipe: the server must not break when its parent is killed.
  const output = openSync(logFile, tooLong ? 'w' : 'a', 0o600);
  const [file = '', ...prefixArguments] = command;
  const child = spawn(file, [...prefixArguments, '-D', data, ...flags(port, settings)], {
    stdio: ['ignore', output, output],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    // Its own group, so that Ctrl-C in the terminal does not end it before the others have said goodbye.
    detached: true,
  });
  closeSync(output);
  const ended = endOf(child);
  const started = await Promise.race([
    findPostmaster(data, START_TIMEOUT_MS, child.pid),
    ended.then(() => undefined),
  ]);
  if (started) return { postgres: describe({ dir, ...started, ended, adopted: false }) };
  child.kill('SIGKILL');
  return { failure: readFileSync(logFile, 'utf8').slice(tooLong ? 0 : logStart) };
}

/** @param {import('node:child_process').ChildProcess} child */
async function endOf(child) {
  await once(child, 'exit');
}

/**
 * @param {number} port
 * @param {Readonly<Record<string, string>>} settings
 */
function flags(port, settings) {
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * @param {{ dir: string, pid: number, port: number, ended: Promise<void>, adopted: boolean }} found
 * @returns {RunningPostgres}
 */
function describe({ dir, pid, port, ended, adopted }) {
  const password = readFileSync(join(dir, 'password'), 'utf8').trim();
  const url = `postgresql://convene:${password}@127.0.0.1:${port}/convene`;
  return { url, port, pid, dir, adopted, ended, stop: (mode = 'fast') => stop(pid, ended, mode) };
}

/**
 * @param {number} pid
 * @param {Promise<void>} ended
 * @param {PostgresStopMode} mode
 */
async function stop(pid, ended, mode) {
  if (mode === 'fast') {
    signalProcess(pid, 'SIGINT');
    if (await endsWithin(ended, STOP_TIMEOUT_MS.fast)) return;
  }
  signalProcess(pid, 'SIGQUIT');
  if (await endsWithin(ended, STOP_TIMEOUT_MS.immediate)) return;
  signalProcess(pid, 'SIGKILL');
  if (!(await endsWithin(ended, STOP_TIMEOUT_MS.kill)))
    throw new Problem(`Postgres (pid ${pid}) cannot be ended.`);
}

/**
 * @param {Promise<void>} ended
 * @param {number} timeoutMs
 */
async function endsWithin(ended, timeoutMs) {
  const abort = new AbortController();
  const timeout = delay(timeoutMs, false, { signal: abort.signal }).catch(() => false);
  const result = await Promise.race([ended.then(() => true), timeout]);
  abort.abort();
  return result;
}

/** @param {number} pid */
async function pollUntilEnded(pid) {
  await waitForEnd(pid, Number.POSITIVE_INFINITY);
}

async function requireFreePort() {
  const port = await findFreePort(5_433, 9_432);
  if (port === undefined)
    throw new Problem('No free port between 5433 and 9432 for Postgres: set DATABASE_URL.');
  return port;
}

/** @param {string} dir */
export const fullDisk = (dir) => `The disk is full: make room for Postgres in ${dir}`;

/**
 * @param {string} output
 * @param {string} dir
 * @param {number} port
 */
function startProblem(output, dir, port) {
  if (/No space left on device/.test(output)) {
    return new Problem(`${fullDisk(dir)}, or choose another folder with --data.`);
  }
  if (/could not bind|Address already in use/.test(output)) {
    return new Problem(
      `Port ${port} on 127.0.0.1, which Postgres is to listen on, is in use: free it and start again.`,
    );
  }
  const reason = output.split('\n').findLast((line) => /FATAL|PANIC|ERROR|error/.test(line)) ?? output.trim();
  return new Problem(
    `Postgres did not start (${reason.trim() || 'no message'}): see ${join(dir, 'postgres.log')}.`,
  );
}
