// @ts-check
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Problem } from './problem.mjs';
import { startOf } from './processes.mjs';

const NEEDED_BYTES = 200 * 1024 ** 2;

/**
 * Makes the data folder if need be and takes it for this process.
 * @param {string} dataDir
 * @returns {() => void} gives it back
 */
export function lockDataFolder(dataDir) {
  try {
    // Others may pass through, because Postgres may run as another user, but see nothing.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Problem(
      `The data folder ${dataDir} cannot be made (${codeOf(error)}): choose another with --data, or mend its rights.`,
      { cause: error },
    );
  }
  const file = join(dataDir, 'lock');
  const release = takeLock(dataDir, file);
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < NEEDED_BYTES) {
    release();
    throw new Problem(
      `The disk under ${dataDir} is full (${Math.floor((bavail * bsize) / 1024 ** 2)} MB left, Convene needs ` +
        `${NEEDED_BYTES / 1024 ** 2}): make room, or choose another folder with --data.`,
    );
  }
  return release;
}

/**
 * @param {string} dataDir
 * @param {string} file
 */
function takeLock(dataDir, file) {
  const content = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  for (;;) {
    try {
      writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (codeOf(error) === 'ENOSPC') {
        throw new Problem(
          `The disk under ${dataDir} is full: make room, or choose another folder with --data.`,
        );
      }
      if (codeOf(error) !== 'EEXIST') {
        throw new Problem(
          `The data folder ${dataDir} is not writable (${codeOf(error)}): choose another with --data, or mend its rights.`,
          { cause: error },
        );
      }
    }
    const holder = readHolder(file);
    if (holder !== undefined && startOf(holder.pid) === holder.start) {
      throw new Problem(
        `Convene runs already on the data folder ${dataDir} (pid ${holder.pid}): ` +
          'stop that one first, or give this one another folder with --data and another --port.',
      );
    }
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {{ pid: number, start: string } | undefined} undefined when a start was broken off while writing it
 */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
