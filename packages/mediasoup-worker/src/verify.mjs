// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { basename } from 'node:path';

/** The worker's exit code when it was started by somebody who is not mediasoup. */
const NOT_STARTED_BY_MEDIASOUP = 41;

/**
 * Says why this file is not a worker that runs here, or undefined when it is one. It is really started: with all symbols
 * bound at once (LD_BIND_NOW) it reaches its own first check only when every shared library is there and fits.
 * @param {string} path
 * @returns {string | undefined}
 */
export function whyNotAWorker(path) {
  try {
    if (!statSync(path).isFile()) return 'is not a file';
  } catch {
    return 'does not exist';
  }
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return 'is not executable';
  }
  const { error, status, signal, stderr } = spawnSync(path, [], {
    env: { LD_BIND_NOW: '1' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (status === NOT_STARTED_BY_MEDIASOUP) return undefined;
  const said = stderr?.trim().split('\n')[0]?.replace(path, basename(path));
  const how = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`);
  return `does not run as a mediasoup worker (${said || how})`;
}
