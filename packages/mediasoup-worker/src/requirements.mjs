// @ts-check
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, looksLikeFullDisk, looksLikeNoNetwork, runCommand, succeeds } from './command.mjs';
import { step } from './step.mjs';
import { WorkerError } from './workerError.mjs';

/** @typedef {import('./recipe.mjs').Requirement} Requirement */
/**
 * @typedef {object} RequirementOptions
 * @property {Requirement[]} requirements
 * @property {import('./step.mjs').Log} log
 * @property {string} logFile
 * @property {NodeJS.ProcessEnv} childEnv
 * @property {AbortSignal} [signal]
 * @property {boolean} [mayInstall]
 */

/** How long another apt on this machine is waited for. */
const APT_LOCK_SECONDS = 300;
const APT_LOCK_POLL_MS = 3_000;

/**
 * Makes sure that compiler, tools and libraries are there; installs what is missing where that is possible.
 * @param {RequirementOptions} options
 */
export async function ensureRequirements(options) {
  const { mayInstall = canInstall() } = options;
  const missing = await findMissing(options.requirements, options.childEnv);
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
 * @param {Requirement[]} requirements @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Requirement[]>}
 */
async function findMissing(requirements, env) {
  /** @type {Requirement[]} */
  const missing = [];
  for (const requirement of requirements) {
    const { command, library } = requirement;
    const there =
      command === undefined
        ? await succeeds('pkg-config', ['--exists', String(library)], env)
        : await succeeds(command, ['--version'], env);
    if (!there) missing.push(requirement);
  }
  return missing;
}

/** @param {string[]} packages @param {string[]} needed @param {RequirementOptions} options */
async function aptInstall(packages, needed, { requirements, logFile, childEnv, signal }) {
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
  const missing = await findMissing(requirements, childEnv);
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
