// @ts-check
import { generateDatabaseClient, buildWebApp } from '../building.mjs';
import { install } from '../installation.mjs';
import { toolEnvironment } from '../toolchain.mjs';
import { runCheckSteps } from './checkSteps.mjs';
import { ensureChromium } from './chromium.mjs';
import { runPlaywright, runVitest } from './runners.mjs';

/** @typedef {'check' | 'unit' | 'int' | 'e2e'} Part */
/** @typedef {import('./reports.mjs').Outcome} Outcome */

const MINUTE_MS = 60_000;

/** The parts in their order. */
export const PARTS = /** @type {const} */ (['check', 'unit', 'int', 'e2e']);

/** How each runs, and after how long it is given up, so that the later ones still run: some twice the time of two slow cores. */
const RUNS = {
  check: { limitMs: 8 * MINUTE_MS, run: runCheckSteps },
  unit: { limitMs: 8 * MINUTE_MS, run: runVitest.bind(undefined, 'unit') },
  int: { limitMs: 16 * MINUTE_MS, run: runVitest.bind(undefined, 'int') },
  e2e: { limitMs: 28 * MINUTE_MS, run: runPlaywright },
};

/**
 * Provides all that the given parts need, on a bare checkout too.
 * @param {{ root: string, logDir: string, parts: readonly Part[], signal: AbortSignal }} options
 * @returns {Promise<NodeJS.ProcessEnv>} the environment to run them in
 */
export async function prepareParts({ root, logDir, parts, signal }) {
  const options = { root, logDir, signal };
  const { workerBin } = await install(options);
  await generateDatabaseClient(options);
  if (parts.includes('e2e')) await ensureChromium(options);
  // Integration tests start everything, too.
  if (parts.includes('int') || parts.includes('e2e')) await buildWebApp(options);
  return { ...toolEnvironment(root), MEDIASOUP_WORKER_BIN: workerBin, CONVENE_TEST: '1' };
}

/**
 * @param {Part} part
 * @param {import('./runners.mjs').RunOptions} options
 * @returns {Promise<Outcome>}
 */
export async function runPart(part, options) {
  const { limitMs, run } = RUNS[part];
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)]);
  console.log(`\n── ${part} ──`);
  return run({ ...options, signal });
}
