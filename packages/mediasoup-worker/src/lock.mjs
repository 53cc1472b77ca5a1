// @ts-check
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from './step.mjs';
import { WorkerError } from './workerError.mjs';

/** @typedef {{ pid: number, host: string, token: string }} Holder */
/**
 * @typedef {object} LockOptions
 * @property {import('./step.mjs').Log} log
 * @property {AbortSignal} [signal]
 * @property {number} [pollMs]
 * @property {number} [heartbeatMs]
 * @property {number} [staleMs] a lock whose holder gave no sign of life for so long is free
 * @property {number} [tellEveryMs]
 */

/**
 * Waits for the lock file, takes it, and returns the function that gives it back. A lock is taken over when its process
 * is dead, or when it has not been touched for a minute (its process ran on another machine, or its number is in use
 * again). Nothing but time hangs on the lock: what it guards is put in place by one rename.
 * @param {string} path @param {LockOptions} options
 * @returns {Promise<() => void>}
 */
export async function acquireLock(path, options) {
  const { log, signal, pollMs = 500, heartbeatMs = 5_000, staleMs = 60_000, tellEveryMs = 15_000 } = options;
  /** @type {Holder} */
  const self = { pid: process.pid, host: hostname(), token: randomUUID() };
  const startedAt = performance.now();
  let toldAt = -Infinity;
  while (!tryCreate(path, self)) {
    const holder = readHolder(path);
    const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
    if (isStale(path, holder, staleMs)) {
      log(`The lock of ${who}, which is gone, is taken over.`);
      removeStale(path, holder);
      continue;
    }
    const now = performance.now();
    if (now - toldAt >= tellEveryMs) {
      toldAt = now;
      log(`Waiting for ${who}, which provides the same worker (${formatDuration(now - startedAt)}) …`);
    }
    if (signal?.aborted) throw WorkerError.aborted();
    await sleep(pollMs);
  }
  return hold(path, self, heartbeatMs);
}

/** @param {string} path @param {Holder} self */
function tryCreate(path, self) {
  try {
    writeFileSync(path, JSON.stringify(self), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path @returns {Holder | undefined} */
function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Gone, not yet written, or never to be written: its age decides.
    return undefined;
  }
}

/** @param {string} path @param {Holder | undefined} holder @param {number} staleMs */
function isStale(path, holder, staleMs) {
  if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
  try {
    return Date.now() - statSync(path).mtimeMs > staleMs;
  } catch {
    return false;
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Two processes may see the same stale lock: the slower one would remove the quicker one's fresh lock. So the file is
 * moved aside, looked at, and put back when it is not the one that was meant.
 * @param {string} path @param {Holder | undefined} stale
 */
function removeStale(path, stale) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readHolder(aside)?.token !== stale?.token) linkSync(aside, path);
  } catch {
    // Somebody else was quicker.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path @param {Holder} self @param {number} heartbeatMs */
function hold(path, self, heartbeatMs) {
  const touch = () => {
    try {
      if (readHolder(path)?.token === self.token) utimesSync(path, new Date(), new Date());
    } catch {
      // The lock was removed by hand; the work goes on, see above.
    }
  };
  const heartbeat = setInterval(touch, heartbeatMs);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    process.removeListener('exit', release);
    if (readHolder(path)?.token === self.token) rmSync(path, { force: true });
  };
  process.once('exit', release);
  return release;
}
