// @ts-check
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judgeRun, readPlaywrightReport, readVitestReport } from './reports.mjs';
import { runTool } from './runTool.mjs';

/**
 * @typedef {{
 *   root: string,
 *   env: NodeJS.ProcessEnv,
 *   signal: AbortSignal,
 *   filters: readonly string[],
 * }} RunOptions `filters`: paths and options for the runner
 */

/**
 * Runs one of Vitest's projects.
 * @param {'unit' | 'int'} project
 * @param {RunOptions} options
 */
export async function runVitest(project, options) {
  const file = freshReport(options.root, project);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const command = ['vitest', 'run', '--project', project, ...reporters, ...options.filters];
  const { exitCode } = await runTool({ ...options, command });
  return judgeRun(readReport(file, readVitestReport), { exitCode, part: project });
}

/**
 * Runs the journeys in browsers.
 * @param {RunOptions} options
 */
export async function runPlaywright(options) {
  const file = freshReport(options.root, 'e2e');
  const env = { ...options.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const command = [
    'playwright',
    'test',
    '-c',
    'e2e/playwright.config.ts',
    '--reporter=list,json',
    ...options.filters,
  ];
  const { exitCode } = await runTool({ ...options, env, command });
  return judgeRun(readReport(file, readPlaywrightReport), { exitCode, part: 'e2e' });
}

/**
 * Where a report will lie; the one of an earlier run must not be taken for it.
 * @param {string} root
 * @param {string} part
 */
function freshReport(root, part) {
  const folder = join(root, 'test-results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${part}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * @template T
 * @param {string} file
 * @param {(report: T) => import('./reports.mjs').Outcome} read
 */
function readReport(file, read) {
  return existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
