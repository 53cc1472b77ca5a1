// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, Problem } from './problem.mjs';
import { isAlive, waitForEnd } from './processes.mjs';

// Lines of postmaster.pid, which the server writes for pg_ctl: pid, data folder, start time, port, socket folder,
// address, shared memory, status.
const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;

/**
 * The server that runs on a data folder, once it takes connections. One that is shutting down is waited for.
 * @param {string} data
 * @param {number} timeoutMs
 * @param {number} [expectedPid] wait for this process, which may not have written its file yet
 * @returns {Promise<{ pid: number, port: number } | undefined>}
 */
export async function findPostmaster(data, timeoutMs, expectedPid) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const file = readPostmaster(data);
    if (file && isPostmaster(file.pid, data)) {
      if (file.status === 'stopping') await waitForEnd(file.pid, deadline - Date.now());
      else if (file.status === 'ready') return { pid: file.pid, port: file.port };
    } else if (expectedPid === undefined || !isAlive(expectedPid)) {
      return undefined;
    }
    await delay(20);
  }
  throw new Problem(
    `Postgres did not become ready in ${timeoutMs / 1000} s: see postgres.log beside ${data}.`,
  );
}

/**
 * Postgres refuses to start while the process id in its old file is alive, also when that number belongs to some
 * other program by now: the file is removed in that case. A dead id is left to Postgres, which knows more.
 * @param {string} data
 */
export function forgetStalePostmaster(data) {
  const file = readPostmaster(data);
  if (file && isAlive(file.pid) && !isPostmaster(file.pid, data)) rmSync(join(data, 'postmaster.pid'));
}

/** @param {string} data */
function readPostmaster(data) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[PID_LINE]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, port: Number(lines[PORT_LINE]), status: lines[STATUS_LINE]?.trim() };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {number} pid
 * @param {string} data
 */
function isPostmaster(pid, data) {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') {
    return /postgres/.test(spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
  }
  try {
    // The server's working folder is its data folder.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}
