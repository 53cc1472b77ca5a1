// @ts-check
import { secondsSince } from '../terminal.mjs';
import { runTool } from './runTool.mjs';

const STEPS = [
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'] },
  { name: 'types of scripts', command: ['tsc', '-p', 'scripts'] },
  { name: 'unused code', command: ['knip'] },
];

/**
 * Runs all checks that need no running code, each to its end, and shows what the failed ones printed.
 * @param {{ root: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<import('./reports.mjs').Outcome>}
 */
export async function runCheckSteps(options) {
  /** @type {import('./reports.mjs').Outcome} */
  const outcome = { passed: 0, failed: 0, tests: [], complaints: [] };
  for (const { name, command } of STEPS) {
    const startedAt = performance.now();
    const { exitCode, output } = await runTool({ ...options, command, keepOutput: true });
    console.log(`${exitCode === 0 ? '✔' : '✖'} ${name} (${secondsSince(startedAt)})`);
    if (exitCode === 0) outcome.passed += 1;
    else {
      console.log(output.trimEnd());
      outcome.failed += 1;
      outcome.complaints.push(`${name} ended with ${exitCode}`);
    }
  }
  return outcome;
}
