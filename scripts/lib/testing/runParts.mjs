// @ts-check
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { listenForStop } from '../stopSignals.mjs';
import { Problem } from '../problem.mjs';
import { secondsSince } from '../terminal.mjs';
import { prepareParts, runPart } from './parts.mjs';
import { slowest } from './reports.mjs';

/** @typedef {import('./parts.mjs').Part} Part */

const SLOWEST_SHOWN = 10;
// A summary is worth more than being cut off by whoever waits for it.
const LIMIT_MS = 55 * 60_000;

/**
 * Runs parts of the tests one after the other and says what they came to. The last line is for scripts.
 * @param {{ root: string, parts: readonly Part[], filters: readonly string[] }} options
 * @returns {Promise<boolean>} whether everything passed
 */
export async function runParts({ root, parts, filters }) {
  const stop = listenForStop(() => process.exit(1));
  const logDir = join(root, 'test-results', 'logs');
  mkdirSync(logDir, { recursive: true });
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(LIMIT_MS)]);
  /** @type {{ part: string, took: string, outcome: import('./reports.mjs').Outcome }[]} */
  const results = [];
  try {
    const env = await prepareParts({ root, parts, logDir, signal });
    for (const part of parts) {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const outcome = await runPart(part, { root, env, signal, filters });
      results.push({ part, took: secondsSince(startedAt), outcome });
    }
  } catch (error) {
    const reason =
      error instanceof Problem ? error.message : String(error instanceof Error ? error.stack : error);
    const complaint = signal.aborted ? 'stopped before the end, or out of time' : reason;
    results.push({
      part: 'set-up',
      took: '',
      outcome: { passed: 0, failed: 1, tests: [], complaints: [complaint] },
    });
  }
  return summarise(results);
}

/** @param {{ part: string, took: string, outcome: import('./reports.mjs').Outcome }[]} results */
function summarise(results) {
  const tests = results.flatMap(({ outcome }) => outcome.tests);
  if (tests.length > 0) console.log('\nSlowest tests:');
  for (const { title, ms } of slowest(tests, SLOWEST_SHOWN)) {
    console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${title}`);
  }
  console.log('');
  for (const { part, took, outcome } of results) {
    console.log(
      `${part.padEnd(7)} ${outcome.passed} passed, ${outcome.failed} failed ${took && `(${took})`}`,
    );
    for (const complaint of outcome.complaints) console.log(`        ✖ ${complaint}`);
  }
  const passed = results.reduce((sum, { outcome }) => sum + outcome.passed, 0);
  const failed = results.reduce((sum, { outcome }) => sum + outcome.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0;
}
