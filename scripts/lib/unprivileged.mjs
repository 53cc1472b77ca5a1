// @ts-check
import { spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem.mjs';

const NOBODY = 65534;
const USER_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
const OTHER_USER = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/**
 * How to run a program that refuses to run as root: the command to put before it, and the user id to whom its files
 * must belong as seen from here. A user namespace makes root look like nobody to the program without touching any
 * file's owner; where the kernel or a container forbids namespaces, the program runs as nobody.
 * @returns {{ prefix: string[], owner: number | undefined }}
 */
export function unprivilegedCommand() {
  if (process.getuid?.() !== 0) return { prefix: [], owner: undefined };
  if (works(USER_NAMESPACE)) return { prefix: USER_NAMESPACE, owner: 0 };
  if (works(OTHER_USER)) return { prefix: OTHER_USER, owner: NOBODY };
  throw new Problem(
    'Postgres does not run as root, and neither unshare nor setpriv can run it as another user here: ' +
      'start Convene as an ordinary user, or set DATABASE_URL to a Postgres of your own.',
  );
}

/**
 * Command that makes the kernel interrupt a program when its parent dies, even by SIGKILL; empty where it is missing
 * (setpriv is part of Linux only).
 * @param {NodeJS.Signals} signal
 */
export function endsWithParentCommand(signal) {
  const command = ['setpriv', '--pdeathsig', signal.replace('SIG', '')];
  return works(command) ? command : [];
}

/** @param {string[]} command */
function works([file = '', ...args]) {
  return spawnSync(file, [...args, 'true'], { stdio: 'ignore' }).status === 0;
}

/**
 * Gives a folder and all in it to a user, when it is somebody else's.
 * @param {string} folder
 * @param {number | undefined} owner
 */
export function giveFolder(folder, owner) {
  if (owner === undefined || lstatSync(folder).uid === owner) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), owner, owner);
  }
  // The folder itself last: its owner says whether the work was finished.
  lchownSync(folder, owner, owner);
}
