// @ts-check
import { chmodSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { WorkerError } from './workerError.mjs';

/** A network that lets nothing through must not cost more than this. */
const PROBE_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * @typedef {object} PrebuiltOptions
 * @property {string} version
 * @property {string} repositoryUrl from mediasoup's package.json
 * @property {string | undefined} baseUrl a mirror that the operator named
 * @property {string} workDir
 * @property {NodeJS.ProcessEnv} childEnv
 * @property {AbortSignal} [signal]
 * @property {number} [probeTimeoutMs]
 */

/** @typedef {{ path: string } | { reason: string }} PrebuiltOutcome */

/**
 * Downloads the worker that mediasoup's authors publish for this platform, from where mediasoup's own installation
 * takes it. That it cannot be had is an expected outcome, not an error.
 * @param {PrebuiltOptions} options
 * @returns {Promise<PrebuiltOutcome>}
 */
export async function downloadPrebuilt(options) {
  const { version, workDir, childEnv, signal } = options;
  const archive = join(workDir, 'prebuilt.tgz');
  try {
    const body = await fetchArchive(`${prebuiltBase(options)}/${version}/${prebuiltName(version)}`, options);
    writeFileSync(archive, body);
    await runCommand('tar', ['-xzf', archive, '-C', workDir, 'mediasoup-worker'], { env: childEnv, signal });
    const path = join(workDir, 'mediasoup-worker');
    chmodSync(path, 0o755);
    return { path };
  } catch (error) {
    if (signal?.aborted) throw WorkerError.aborted();
    return { reason: describe(error) };
  }
}

/** @param {Pick<PrebuiltOptions, 'repositoryUrl' | 'baseUrl'>} options */
export function prebuiltBase({ repositoryUrl, baseUrl }) {
  return baseUrl ?? `${repositoryUrl.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
}

/** @param {string} version @param {{ platform: string, arch: string, kernel: string }} [machine] */
export function prebuiltName(
  version,
  machine = { platform: process.platform, arch: process.arch, kernel: release() },
) {
  const { platform, arch, kernel } = machine;
  const suffix = platform === 'linux' ? `-kernel${Number(kernel.split('.')[0])}` : '';
  return `mediasoup-worker-${version}-${platform}-${arch}${suffix}.tgz`;
}

/**
 * @param {string} url @param {PrebuiltOptions} options
 * @returns {Promise<Uint8Array>}
 */
async function fetchArchive(url, { signal, probeTimeoutMs = PROBE_TIMEOUT_MS }) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal?.addEventListener('abort', abort, { once: true });
  let timer = setTimeout(abort, probeTimeoutMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (response.status === 404) throw new Error('there is none for this platform');
    if (!response.ok) throw new Error(`the answer was ${response.status}`);
    clearTimeout(timer);
    timer = setTimeout(abort, DOWNLOAD_TIMEOUT_MS);
    return new Uint8Array(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer in time';
  // fetch says only "fetch failed"; why is in the cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
