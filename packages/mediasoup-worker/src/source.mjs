// @ts-check
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, looksLikeFullDisk, looksLikeNoNetwork, runCommand } from './command.mjs';
import { WorkerError } from './workerError.mjs';

/** @typedef {{ dir: string, repositoryUrl: string }} Source the unpacked mediasoup package */
/**
 * @typedef {object} SourceOptions
 * @property {string} root the checkout
 * @property {string} version
 * @property {string} workDir
 * @property {string} logFile
 * @property {NodeJS.ProcessEnv} childEnv
 * @property {AbortSignal} [signal]
 */

/**
 * Puts mediasoup's package into the work folder: from node_modules when that is complete, else from the npm registry, so
 * that a build can run beside the installation.
 * @param {SourceOptions} options
 * @returns {Promise<Source>}
 */
export async function obtainSource(options) {
  const dir = join(options.workDir, 'package');
  if (!copyInstalled(options, dir)) await downloadPackage(options, dir);
  const { repository } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  return { dir, repositoryUrl: repository.url };
}

/**
 * npm writes node_modules/.package-lock.json when everything is in its place and removes it when it begins: the copy
 * counts only if that file was there before and is the same afterwards.
 * @param {SourceOptions} options @param {string} dir
 */
function copyInstalled({ root, version }, dir) {
  const installed = join(root, 'node_modules', 'mediasoup');
  const marker = join(root, 'node_modules', '.package-lock.json');
  try {
    const before = statSync(marker).mtimeMs;
    const { packages } = JSON.parse(readFileSync(marker, 'utf8'));
    if (packages['node_modules/mediasoup']?.version !== version) return false;
    mkdirSync(dir, { recursive: true });
    cpSync(join(installed, 'package.json'), join(dir, 'package.json'));
    cpSync(join(installed, 'worker'), join(dir, 'worker'), {
      recursive: true,
      // What mediasoup's own installation may have put there.
      filter: (path) => !/[\\/]worker[\\/](out|prebuild|pip_[^\\/]*)$/.test(path),
    });
    return statSync(marker).mtimeMs === before;
  } catch {
    return false;
  }
}

/** @param {SourceOptions} options @param {string} dir */
async function downloadPackage(options, dir) {
  const { root, version, workDir, logFile, childEnv, signal } = options;
  const npm = npmCommand(childEnv);
  const args = ['pack', `mediasoup@${version}`, '--ignore-scripts', '--workspaces=false', '--loglevel=error'];
  const shared = { env: childEnv, logFile, signal };
  try {
    // Called in the checkout, where the project's npm configuration applies.
    await runCommand(npm.command, [...npm.args, ...args, '--pack-destination', workDir], {
      ...shared,
      cwd: root,
    });
    const archive = join(workDir, requireArchive(workDir));
    checkIntegrity({ archive, root, version });
    mkdirSync(dir, { recursive: true });
    await runCommand('tar', ['-xzf', archive, '-C', dir, '--strip-components=1'], shared);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (looksLikeFullDisk(error.output)) throw WorkerError.diskFull(dirname(workDir));
    if (looksLikeNoNetwork(error.output)) throw WorkerError.noNetwork(`mediasoup ${version}`);
    throw WorkerError.buildFailed(`fetching mediasoup ${version} with npm`, logFile, error);
  }
}

/** @param {string} workDir */
function requireArchive(workDir) {
  const archive = readdirSync(workDir).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new CommandError('npm pack', 'left no archive', '');
  return archive;
}

/**
 * What will be compiled and run must be what the lock file names, as for everything that npm installs.
 * @param {{ archive: string, root: string, version: string }} options
 */
export function checkIntegrity({ archive, root, version }) {
  const expected = lockedPackage(root);
  if (expected === undefined || expected.version !== version) return;
  const actual = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (expected.integrity !== `sha512-${actual}`) throw WorkerError.sourceUntrusted(version);
}

/** @param {string} root @returns {{ version: string, integrity: string } | undefined} */
function lockedPackage(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
      'node_modules/mediasoup'
    ];
  } catch {
    return undefined;
  }
}

/**
 * The npm that runs us, else the one on the path.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, args: string[] }}
 */
function npmCommand(env) {
  const running = env['npm_execpath'];
  return running?.endsWith('npm-cli.js')
    ? { command: process.execPath, args: [running] }
    : { command: 'npm', args: [] };
}
