// @ts-check
import { cpSync, rmSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError, looksLikeFullDisk, runCommand } from './command.mjs';
import { buildLibsrtp } from './libsrtp.mjs';
import { patchSources } from './patch.mjs';
import { recipeDir } from './recipe.mjs';
import { formatDuration, step } from './step.mjs';
import { WorkerError } from './workerError.mjs';

/** A compiler of this C++ takes up to so much memory. */
const BYTES_PER_COMPILER = 1024 ** 3;
const PROGRESS_EVERY_MS = 15_000;

/**
 * @typedef {object} BuildOptions
 * @property {import('./recipe.mjs').Recipe} recipe
 * @property {string} sourceDir the unpacked mediasoup package; its worker folder is changed
 * @property {string} workDir
 * @property {string} logFile
 * @property {NodeJS.ProcessEnv} childEnv
 * @property {import('./step.mjs').Log} log
 * @property {AbortSignal} [signal]
 */

/** @typedef {{ path: string, libsrtp: 'openssl' | 'system' }} BuiltWorker */

/**
 * Builds the worker from mediasoup's source with the system's libraries.
 * @param {BuildOptions} options
 * @returns {Promise<BuiltWorker>}
 */
export async function buildWorker(options) {
  const { recipe, log } = options;
  const workerDir = join(options.sourceDir, 'worker');
  prepareSources(workerDir, recipe);
  const libsrtp = await step(log, 'Building libsrtp with OpenSSL', () =>
    buildLibsrtp({ ...options, libsrtp: recipe.libsrtp }),
  );
  if ('reason' in libsrtp) {
    log(`Warning: the system's own libsrtp is used, encryption may cost more (${libsrtp.reason}).`);
  }
  await step(log, 'Compiling the worker (3 to 6 minutes on two cores, once)', () =>
    compile(workerDir, 'pkgConfigPath' in libsrtp ? libsrtp.pkgConfigPath : undefined, options),
  );
  return {
    path: join(workerDir, 'build', recipe.worker.target),
    libsrtp: 'pkgConfigPath' in libsrtp ? 'openssl' : 'system',
  };
}

/**
 * The third-party parts, which the worker's build would download, are replaced by the system's.
 * @param {string} workerDir @param {import('./recipe.mjs').Recipe} recipe
 */
function prepareSources(workerDir, recipe) {
  const subprojects = join(workerDir, 'subprojects');
  rmSync(subprojects, { recursive: true, force: true });
  cpSync(join(recipeDir, 'subprojects'), subprojects, { recursive: true });
  patchSources(workerDir, recipe.patches);
}

/** @param {string} workerDir @param {string | undefined} pkgConfigPath @param {BuildOptions} options */
async function compile(workerDir, pkgConfigPath, { recipe, workDir, logFile, childEnv, log, signal }) {
  const { target, mesonOptions } = recipe.worker;
  const search = [pkgConfigPath, childEnv['PKG_CONFIG_PATH']].filter(Boolean).join(':');
  const shared = { cwd: workerDir, env: { ...childEnv, PKG_CONFIG_PATH: search }, logFile, signal };
  try {
    await runCommand('meson', ['setup', 'build', ...mesonOptions], shared);
    await runCommand('ninja', ['-C', 'build', '-j', String(compilerCount()), target], {
      ...shared,
      onLine: progressReporter(log),
    });
    await runCommand('strip', [join('build', target)], shared);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (looksLikeFullDisk(error.output)) throw WorkerError.diskFull(dirname(workDir));
    throw WorkerError.buildFailed(error.message, logFile, error);
  }
}

function compilerCount() {
  return Math.max(1, Math.min(availableParallelism() + 1, Math.floor(totalmem() / BYTES_PER_COMPILER)));
}

/** @param {import('./step.mjs').Log} log */
function progressReporter(log) {
  const startedAt = performance.now();
  let reportedAt = startedAt;
  /** @param {string} line */
  return (line) => {
    const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    const now = performance.now();
    if (done === undefined || now - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = now;
    const percent = Math.floor((100 * Number(done)) / Number(all));
    log(`  compiled ${done} of ${all} files (${percent} %, ${formatDuration(now - startedAt)})`);
  };
}
