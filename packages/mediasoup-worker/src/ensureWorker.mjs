// @ts-check
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildWorker } from './build.mjs';
import { readEnv } from './env.mjs';
import { acquireLock, isAlive } from './lock.mjs';
import { downloadPrebuilt } from './prebuilt.mjs';
import { mediasoupVersion, readRecipe, recipeHash } from './recipe.mjs';
import { ensureRequirements } from './requirements.mjs';
import { obtainSource } from './source.mjs';
import { step } from './step.mjs';
import { whyNotAWorker } from './verify.mjs';
import { WorkerError } from './workerError.mjs';

const BUILD_NEEDS_BYTES = 300 * 1024 ** 2;

/** @typedef {'override' | 'cache' | 'prebuilt' | 'built'} WorkerOrigin */
/**
 * @typedef {object} EnsureWorkerOptions
 * @property {string} root the checkout: where node_modules and package-lock.json are, if they are
 * @property {import('./step.mjs').Log} [log]
 * @property {AbortSignal} [signal]
 * @property {import('./env.mjs').WorkerEnv} [env]
 */
/** @typedef {ReturnType<typeof places>} Places */
/**
 * @typedef {object} Context
 * @property {string} root
 * @property {import('./step.mjs').Log} log
 * @property {AbortSignal} [signal]
 * @property {import('./env.mjs').WorkerEnv} env
 * @property {string} version
 * @property {Places} at
 */

/**
 * Provides mediasoup's worker: the operator's own, else the cached one, else the one that mediasoup's authors publish,
 * else one built here. Rejects with a WorkerError, whose message is for the operator.
 * @param {EnsureWorkerOptions} options
 * @returns {Promise<{ path: string, origin: WorkerOrigin }>}
 */
export async function ensureWorker({ root, log = () => {}, signal, env = readEnv() }) {
  if (env.workerBin !== undefined) {
    const wrong = whyNotAWorker(env.workerBin);
    if (wrong !== undefined) throw WorkerError.overrideInvalid(env.workerBin, wrong);
    return { path: env.workerBin, origin: 'override' };
  }
  const version = mediasoupVersion();
  const at = places(env.cacheDir, version);
  if (whyNotAWorker(at.binary) === undefined) return { path: at.binary, origin: 'cache' };
  try {
    mkdirSync(env.cacheDir, { recursive: true });
    const release = await acquireLock(at.lockFile, { log, signal });
    try {
      // Whoever held the lock before may have provided it.
      if (whyNotAWorker(at.binary) === undefined) return { path: at.binary, origin: 'cache' };
      return await provide({ root, log, signal, env, version, at });
    } finally {
      release();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw WorkerError.diskFull(env.cacheDir);
    if (!(error instanceof WorkerError) && /^E[A-Z]+$/.test(String(code)))
      throw WorkerError.cacheUnusable(env.cacheDir, error);
    throw error;
  }
}

/** @param {string} cacheDir @param {string} version */
function places(cacheDir, version) {
  const key = `${version}-${recipeHash()}-${process.platform}-${process.arch}`;
  const dir = join(cacheDir, key);
  return {
    dir,
    binary: join(dir, 'mediasoup-worker'),
    lockFile: join(cacheDir, `${key}.lock`),
    logFile: join(cacheDir, `${key}.log`),
    workPrefix: join(cacheDir, `.work-${process.pid}-`),
  };
}

/**
 * Works in a folder beside the cache's, so that the finished binary is put in place by one rename.
 * @param {Context} context
 * @returns {Promise<{ path: string, origin: WorkerOrigin }>}
 */
async function provide(context) {
  const { root, log, signal, at, env, version } = context;
  removeLeftovers(env.cacheDir);
  const workDir = mkdtempSync(at.workPrefix);
  const removeWorkDir = () => rmSync(workDir, { recursive: true, force: true });
  process.once('exit', removeWorkDir);
  try {
    writeFileSync(at.logFile, '');
    const shared = { log, signal, workDir, logFile: at.logFile, childEnv: env.childEnv };
    const source = await step(log, `Getting mediasoup ${version}`, () =>
      obtainSource({ ...shared, root, version }),
    );
    const prebuilt = await tryPrebuilt(context, workDir, source.repositoryUrl);
    if (prebuilt !== undefined) return install({ ...prebuilt, workDir }, 'prebuilt', at);
    if (freeBytes(workDir) < BUILD_NEEDS_BYTES) throw WorkerError.diskFull(env.cacheDir);
    await ensureRequirements(shared);
    const built = await buildWorker({ ...shared, recipe: readRecipe(), sourceDir: source.dir });
    const wrong = whyNotAWorker(built.path);
    if (wrong !== undefined) throw WorkerError.binaryBroken(wrong, at.logFile);
    return install({ ...built, workDir }, 'built', at);
  } finally {
    process.removeListener('exit', removeWorkDir);
    removeWorkDir();
  }
}

/** @param {Context} context @param {string} workDir @param {string} repositoryUrl */
async function tryPrebuilt({ log, env, version, signal }, workDir, repositoryUrl) {
  if (env.skipPrebuilt) return undefined;
  log('Asking for the official prebuilt worker …');
  const baseUrl = env.prebuiltBaseUrl;
  const prebuilt = await downloadPrebuilt({ ...env, version, repositoryUrl, baseUrl, workDir, signal });
  const reason = 'reason' in prebuilt ? prebuilt.reason : whyNotAWorker(prebuilt.path);
  if (reason === undefined && 'path' in prebuilt) return prebuilt;
  log(
    `The official prebuilt worker cannot be used here (${reason}); it is built from mediasoup's source instead.`,
  );
  return undefined;
}

/**
 * @param {{ path: string, workDir: string, libsrtp?: string }} worker @param {'prebuilt' | 'built'} origin
 * @param {Places} at
 */
function install({ path, workDir, libsrtp }, origin, at) {
  const ready = join(workDir, 'ready');
  mkdirSync(ready);
  renameSync(path, join(ready, 'mediasoup-worker'));
  writeFileSync(join(ready, 'origin.json'), `${JSON.stringify({ origin, libsrtp })}\n`);
  rmSync(at.dir, { recursive: true, force: true });
  renameSync(ready, at.dir);
  return { path: at.binary, origin };
}

/**
 * Work folders of processes that were killed.
 * @param {string} cacheDir
 */
function removeLeftovers(cacheDir) {
  for (const name of readdirSync(cacheDir)) {
    const pid = /^\.work-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || Number(pid) === process.pid || isAlive(Number(pid))) continue;
    rmSync(join(cacheDir, name), { recursive: true, force: true });
  }
}

/** @param {string} dir */
function freeBytes(dir) {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
