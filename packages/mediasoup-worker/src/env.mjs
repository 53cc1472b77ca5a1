// @ts-check
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * @typedef {object} WorkerEnv
 * @property {string | undefined} workerBin a worker that the operator has
 * @property {string} cacheDir where binaries are kept, one folder for each version and recipe
 * @property {boolean} skipPrebuilt
 * @property {string | undefined} prebuiltBaseUrl
 * @property {NodeJS.ProcessEnv} childEnv what the programs that we call see
 */

/**
 * Reads everything that this package takes from the environment; mediasoup's own variables keep their meaning.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {WorkerEnv}
 */
export function readEnv(env = process.env) {
  const base = env['CONVENE_CACHE_DIR'] || env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return {
    workerBin: env['MEDIASOUP_WORKER_BIN'] ? resolve(env['MEDIASOUP_WORKER_BIN']) : undefined,
    cacheDir: resolve(base, 'convene', 'mediasoup-worker'),
    skipPrebuilt: Boolean(env['MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD']),
    prebuiltBaseUrl: env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] || undefined,
    // LC_ALL: messages of compilers and of apt are compared below, so they must be the English ones.
    childEnv: { ...env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  };
}
