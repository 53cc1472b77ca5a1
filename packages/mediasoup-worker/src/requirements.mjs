// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, looksLikeFullDisk, looksLikeNoNetwork, runCommand, succeeds } from './command.mjs';
import { step } from './step.mjs';
import { WorkerError } from './workerError.mjs';

/**
 * @typedef {object} Requirement
 * @property {string} package its name in Debian and Ubuntu
 * @property {string} [command] a program that must be there
 * @property {{ name: string, header: string }} [library] or a library, by its pkg-config name and one of its headers
 * @property {boolean} [optional]
 */
/**
 * @typedef {object} RequirementOptions
 * @property {import('./step.mjs').Log} log
 * @property {string} logFile
 * @property {NodeJS.ProcessEnv} childEnv
 * @property {AbortSignal} [signal]
 * @property {boolean} [mayInstall]
 */

/** @type {Requirement[]} */
export const requirements = [
  { package: 'g++', command: 'g++' },
  { package: 'meson', command: 'meson' },
  { package: 'ninja-build', command: 'ninja' },
  { package: 'pkg-config', command: 'pkg-config' },
  { package: 'flatbuffers-compiler', command: 'flatc' },
  { package: 'libuv1-dev', library: { name: 'libuv', header: 'uv.h' } },
  { package: 'libssl-dev', library: { name: 'openssl', header: 'openssl/ssl.h' } },
  { package: 'libsrtp2-dev', library: { name: 'libsrtp2', header: 'srtp2/srtp.h' } },
  { package: 'libflatbuffers-dev', library: { name: 'flatbuffers', header: 'flatbuffers/flatbuffers.h' } },
  {
    package: 'libabsl-dev',
    library: { name: 'absl_flat_hash_map', header: 'absl/container/flat_hash_map.h' },
  },
  // Without it the distribution's own libsrtp is used.
  { package: 'dpkg-dev', command: 'dpkg-source', optional: true },
];

/** How long another apt on this machine is waited for. */
const APT_LOCK_SECONDS = 300;
const APT_LOCK_POLL_MS = 3_000;

/**
 * Makes sure that compiler, tools and libraries are there; installs what is missing where that is possible.
 * @param {RequirementOptions} options
 */
export async function ensureRequirements(options) {
  const { mayInstall = canInstall() } = options;
  const missing = await findMissing(options.childEnv);
  const packages = missing.map((requirement) => requirement.package);
  const needed = missing
    .filter((requirement) => !requirement.optional)
    .map((requirement) => requirement.package);
  if (mayInstall && packages.length > 0) {
    await step(options.log, `Installing ${packages.join(', ')}`, () => aptInstall(packages, needed, options));
  } else if (needed.length > 0) {
    throw WorkerError.toolsMissing(needed);
  }
}

/** Only root may install, and only Debian and its descendants have apt-get. */
function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Requirement[]>}
 */
async function findMissing(env) {
  /** @type {Requirement[]} */
  const missing = [];
  for (const requirement of requirements) {
    const { command, library } = requirement;
    if (command !== undefined && !(await succeeds(command, ['--version'], env))) missing.push(requirement);
    if (library !== undefined && !(await hasLibrary(library, env))) missing.push(requirement);
  }
  return missing;
}

/**
 * Debian's flatbuffers.pc comes with the library itself, so what pkg-config knows says nothing about the headers.
 * @param {{ name: string, header: string }} library @param {NodeJS.ProcessEnv} env
 */
async function hasLibrary({ name, header }, env) {
  try {
    const includeDir = await runCommand('pkg-config', ['--variable=includedir', name], { env });
    return existsSync(join(includeDir.trim(), header));
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

/** @param {string[]} packages @param {string[]} needed @param {RequirementOptions} options */
async function aptInstall(packages, needed, { logFile, childEnv, signal }) {
  const shared = { env: childEnv, logFile, signal };
  const install = [
    'install',
    '-y',
    '--no-install-recommends',
    '-o',
    `DPkg::Lock::Timeout=${APT_LOCK_SECONDS}`,
  ];
  let output = '';
  try {
    await aptUpdate(shared);
    await runCommand('apt-get', [...install, ...packages], shared);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    output = error.output;
  }
  const missing = await findMissing(childEnv);
  const still = missing
    .filter((requirement) => needed.includes(requirement.package))
    .map(({ package: p }) => p);
  if (still.length === 0) return;
  if (looksLikeFullDisk(output)) throw WorkerError.diskFullForPackages(still);
  if (looksLikeNoNetwork(output))
    throw WorkerError.noNetwork(`What the worker's build needs (${still.join(', ')})`);
  throw WorkerError.aptFailed(still, logFile);
}

/**
 * One unreachable source among several makes this fail, and may not matter: the installation decides.
 * @param {{ env: NodeJS.ProcessEnv, logFile: string, signal?: AbortSignal | undefined }} shared
 */
async function aptUpdate(shared) {
  const giveUpAt = performance.now() + APT_LOCK_SECONDS * 1000;
  for (;;) {
    try {
      await runCommand('apt-get', ['update'], shared);
      return;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      // Unlike dpkg's lock, the one on the lists cannot be waited for by an option.
      if (!/Could not get lock/.test(error.output) || performance.now() > giveUpAt) return;
      await sleep(APT_LOCK_POLL_MS);
    }
  }
}
