// @ts-check
import { join } from 'node:path';
import { WorkerError } from '../../packages/mediasoup-worker/src/index.mjs';
import { ensureWorker } from '../ensure-worker.mjs';
import { CommandError, runCommand } from './commands.mjs';
import { arePackagesInstalled } from './installedPackages.mjs';
import { Problem } from './problem.mjs';
import { step } from './terminal.mjs';
import { toolEnvironment } from './toolchain.mjs';

// Without a network npm would try for a minute and a half before it says so.
const NPM_RETRIES = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];
const NPM_OPTIONS = ['--no-audit', '--no-fund', '--loglevel=http', ...NPM_RETRIES];

/** @typedef {{ root: string, logDir: string, signal: AbortSignal }} InstallationOptions */

/**
 * Brings a bare checkout to where its programs can run: packages and the mediasoup worker, at the same time.
 * @param {InstallationOptions} options
 * @returns {Promise<{ workerBin: string }>}
 */
export async function install(options) {
  const abort = new AbortController();
  const signal = AbortSignal.any([options.signal, abort.signal]);
  // When one of the two fails the other is not worth waiting for, but it has to have ended.
  const parts = [installPackages({ ...options, signal }), provideWorker({ ...options, signal })];
  for (const part of parts) part.catch(() => abort.abort());
  const results = await Promise.allSettled(parts);
  options.signal.throwIfAborted();
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const failure = failures.find((reason) => reason instanceof Problem) ?? failures[0];
  if (failure !== undefined) throw failure;
  const [, worker] = results;
  if (worker?.status !== 'fulfilled' || worker.value === undefined) throw new Error('No worker was provided');
  return { workerBin: worker.value };
}

/** @param {InstallationOptions} options */
async function installPackages({ root, logDir, signal }) {
  if (arePackagesInstalled(root)) return;
  const logFile = join(logDir, 'install.log');
  await step('Installing packages', async (progress) => {
    try {
      await runCommand({
        file: 'npm',
        args: ['ci', '--include=dev', '--include=optional', ...NPM_OPTIONS],
        cwd: root,
        // Any value keeps mediasoup's install script from downloading or building a worker: we do that ourselves.
        env: { ...toolEnvironment(root), NODE_ENV: 'development', MEDIASOUP_WORKER_BIN: '/provided/later' },
        ...{ logFile, signal, progress: countFetches(progress) },
      });
    } catch (error) {
      throw error instanceof CommandError ? installProblem(error.output, logFile) : error;
    }
  });
}

/**
 * npm shows its progress on terminals only; its log has a line for each package that it fetches.
 * @param {(line: string) => void} progress
 * @returns {(line: string) => void}
 */
function countFetches(progress) {
  let count = 0;
  return (line) => {
    if (!line.startsWith('npm http fetch GET 200')) return;
    count += 1;
    progress(`${count} answers from the registry`);
  };
}

/** @param {InstallationOptions} options */
async function provideWorker({ root, signal }) {
  try {
    const { path } = await step('Providing the mediasoup worker', (progress) =>
      ensureWorker({ root, log: progress, signal }),
    );
    return path;
  } catch (error) {
    throw error instanceof WorkerError ? new Problem(error.message, { cause: error }) : error;
  }
}

/**
 * @param {string} output
 * @param {string} logFile
 */
export function installProblem(output, logFile) {
  if (/ENOSPC|no space left/i.test(output)) {
    return new Problem('The disk is full: npm could not install the packages; make room and start again.');
  }
  if (/EUSAGE|in sync/.test(output)) {
    return new Problem(
      'package-lock.json does not fit the package.json files: run npm install once, then start again.',
    );
  }
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network/i.test(output)) {
    return new Problem(
      'The npm registry is out of reach: connect this machine to the network, or name a registry that it can reach ' +
        `with npm config set registry (${logFile} has the details).`,
    );
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return new Problem(`npm may not write node_modules in this checkout: mend its rights (see ${logFile}).`);
  }
  const reason = output.split('\n').find((line) => /npm error/.test(line)) ?? 'no message';
  return new Problem(`npm could not install the packages (${reason.trim()}): see ${logFile}.`);
}
