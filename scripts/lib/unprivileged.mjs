// @ts-check
import { spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Problem } from './problem.mjs';

const NOBODY = 65534;
const USER_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
const OTHER_USER = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/**
 * How to run Postgres, which refuses to run as root or as a user without a name: the command to put before it, and the
 * user id to whom its files must belong as seen from here. A user namespace makes us look like nobody to the program
 * without touching any file's owner; where the kernel or a container forbids namespaces, root runs it as nobody.
 * @returns {{ prefix: string[], owner: number | undefined }}
 */
export function unprivilegedCommand() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && hasName()) return { prefix: [], owner: undefined };
  if (works(USER_NAMESPACE)) return { prefix: USER_NAMESPACE, owner: isRoot ? 0 : undefined };
  if (isRoot && works(OTHER_USER)) return { prefix: OTHER_USER, owner: NOBODY };
  throw new Problem(
    `Postgres does not run as ${isRoot ? 'root' : 'a user without a name'}, and neither unshare nor setpriv can run it as ` +
      'another one here: start Convene as an ordinary user, or set DATABASE_URL to a Postgres of your own.',
  );
}

/** Whether the system knows our user id; in containers it may not. */
function hasName() {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
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
