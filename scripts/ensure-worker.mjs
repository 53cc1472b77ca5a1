#!/usr/bin/env node
// @ts-check
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
// By path: this runs on a bare checkout, before npm has linked the packages.
import { WorkerError, ensureWorker } from '../packages/mediasoup-worker/src/index.mjs';

export { ensureWorker };

const self = fileURLToPath(import.meta.url);

async function main() {
  const quiet = process.argv.includes('--quiet');
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  const startedAt = performance.now();
  /** @param {string} line */
  const log = (line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
    if (!quiet) process.stderr.write(`[${seconds} s] ${line}\n`);
  };
  try {
    const root = dirname(dirname(self));
    const { path, origin } = await ensureWorker({ root, log, signal: controller.signal });
    log(`mediasoup worker: ${origin}`);
    process.stdout.write(`${path}\n`);
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === self) await main();
