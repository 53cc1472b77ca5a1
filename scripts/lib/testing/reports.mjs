// @ts-check

/**
 * What one part of the tests came to.
 * @typedef {{
 *   passed: number,
 *   failed: number,
 *   tests: { title: string, ms: number }[],
 *   complaints: string[],
 * }} Outcome `complaints`: why something counts as failed that is not a failed test
 */

/**
 * The JSON report of Vitest, as far as it is read here.
 * @typedef {{
 *   testResults: {
 *     name: string,
 *     status: string,
 *     message?: string,
 *     assertionResults: { fullName: string, status: string, duration?: number | null }[],
 *   }[],
 * }} VitestReport
 */

/**
 * @typedef {{
 *   title: string,
 *   suites?: PlaywrightSuite[],
 *   specs?: { title: string, tests: { status: string, results: { duration: number }[] }[] }[],
 * }} PlaywrightSuite
 * @typedef {{ suites: PlaywrightSuite[], errors: { message?: string }[] }} PlaywrightReport
 */

/**
 * @param {VitestReport} report
 * @returns {Outcome}
 */
export function readVitestReport({ testResults }) {
  const outcome = emptyOutcome();
  for (const file of testResults) {
    for (const { fullName, status, duration } of file.assertionResults) {
      count(outcome, { title: fullName, ms: duration ?? 0, status: status === 'passed' ? 'passed' : status });
    }
    // A file that does not load has no tests to fail.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      fail(outcome, `${file.name}: ${firstLine(file.message)}`);
    }
  }
  return outcome;
}

/**
 * @param {PlaywrightReport} report
 * @returns {Outcome}
 */
export function readPlaywrightReport({ suites, errors }) {
  const outcome = emptyOutcome();
  for (const suite of suites) countSuite(outcome, suite);
  for (const { message } of errors) fail(outcome, firstLine(message));
  return outcome;
}

/**
 * @param {Outcome} outcome
 * @param {PlaywrightSuite} suite
 */
function countSuite(outcome, { suites = [], specs = [] }) {
  for (const { title, tests } of specs) {
    for (const { status, results } of tests) {
      const ms = results.reduce((sum, { duration }) => sum + duration, 0);
      count(outcome, { title, ms, status: status === 'expected' ? 'passed' : status });
    }
  }
  for (const suite of suites) countSuite(outcome, suite);
}

/**
 * Whatever did not pass has failed: a test that is skipped proves nothing, and one that passes now and then neither.
 * @param {Outcome} outcome
 * @param {{ title: string, ms: number, status: string }} test
 */
function count(outcome, { title, ms, status }) {
  outcome.tests.push({ title, ms });
  if (status === 'passed') outcome.passed += 1;
  else if (status === 'failed' || status === 'unexpected') outcome.failed += 1;
  else fail(outcome, `"${title}" is ${status}`);
}

/**
 * Counts something that failed without being a test.
 * @param {Outcome} outcome
 * @param {string} complaint
 */
function fail(outcome, complaint) {
  outcome.failed += 1;
  outcome.complaints.push(complaint);
}

/**
 * The outcome of a runner that ended with an exit code: it must have run something, and must not have failed for a reason
 * that is in no report.
 * @param {Outcome | undefined} reported
 * @param {{ exitCode: number | string, part: string }} run `exitCode`: or the signal that ended it
 * @returns {Outcome}
 */
export function judgeRun(reported, { exitCode, part }) {
  const outcome = reported ?? emptyOutcome();
  if (reported === undefined) fail(outcome, `${part} ended without a report (${exitCode})`);
  else if (outcome.tests.length === 0 && outcome.failed === 0) fail(outcome, `${part} found no tests`);
  else if (exitCode !== 0 && outcome.failed === 0) fail(outcome, `${part} ended with ${exitCode}, see above`);
  return outcome;
}

/**
 * @param {readonly { title: string, ms: number }[]} tests
 * @param {number} howMany
 */
export function slowest(tests, howMany) {
  return tests.toSorted((a, b) => b.ms - a.ms).slice(0, howMany);
}

/** @returns {Outcome} */
function emptyOutcome() {
  return { passed: 0, failed: 0, tests: [], complaints: [] };
}

/** @param {string | undefined} message */
function firstLine(message) {
  return message?.trim().split('\n')[0] || 'failed without a message';
}
