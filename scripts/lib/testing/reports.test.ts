import { describe, expect, test } from 'vitest';
import { judgeRun, readPlaywrightReport, readVitestReport, slowest } from './reports.mjs';

const ended = (exitCode: number | string) => ({ exitCode, part: 'unit' });

function vitestFile(statuses: string[], file: { status?: string; message?: string } = {}) {
  return {
    name: 'a.test.ts',
    status: 'passed',
    ...file,
    assertionResults: statuses.map((status, index) => ({
      fullName: `test ${index}`,
      status,
      duration: 10 * index,
    })),
  };
}

describe('CHECK-1: Vitest', () => {
  test('passed and failed tests are counted', () => {
    const outcome = readVitestReport({
      testResults: [vitestFile(['passed', 'failed', 'passed'], { status: 'failed' })],
    });
    expect(outcome).toMatchObject({ passed: 2, failed: 1, complaints: [] });
  });

  test.each(['skipped', 'pending', 'todo'])('a test that is %s has failed', (status) => {
    const outcome = readVitestReport({ testResults: [vitestFile(['passed', status])] });
    expect(outcome).toMatchObject({ passed: 1, failed: 1, complaints: [`"test 1" is ${status}`] });
  });

  test('a file that does not load has failed', () => {
    const file = vitestFile([], { status: 'failed', message: 'SyntaxError: x\n  at y' });
    expect(readVitestReport({ testResults: [file] })).toMatchObject({
      failed: 1,
      complaints: ['a.test.ts: SyntaxError: x'],
    });
  });
});

describe('CHECK-1: Playwright', () => {
  const specs = (...statuses: string[]) =>
    statuses.map((status) => ({
      title: status,
      tests: [{ status, results: [{ duration: 5 }, { duration: 7 }] }],
    }));

  test('nested suites are counted, and what is flaky or skipped has failed', () => {
    const outcome = readPlaywrightReport({
      suites: [
        {
          title: 'file',
          specs: specs('expected'),
          suites: [{ title: 'in', specs: specs('unexpected', 'flaky', 'skipped') }],
        },
      ],
      errors: [],
    });
    expect(outcome).toMatchObject({ passed: 1, failed: 3 });
    expect(outcome.tests[0]).toEqual({ title: 'expected', ms: 12 });
  });

  test('an error outside the tests has failed', () => {
    const outcome = readPlaywrightReport({
      suites: [],
      errors: [{ message: 'Error: npm start ended with 1\nmore' }],
    });
    expect(outcome).toMatchObject({ failed: 1, complaints: ['Error: npm start ended with 1'] });
  });
});

describe('CHECK-1: a runner', () => {
  test('that ended without a report has failed', () => {
    expect(judgeRun(undefined, ended('SIGKILL'))).toMatchObject({
      failed: 1,
      complaints: ['unit ended without a report (SIGKILL)'],
    });
  });

  test('that found no test has failed', () => {
    expect(judgeRun(readVitestReport({ testResults: [] }), ended(0))).toMatchObject({ failed: 1 });
  });

  test('that ended badly after tests that passed has failed', () => {
    const outcome = readVitestReport({ testResults: [vitestFile(['passed'])] });
    expect(judgeRun(outcome, ended(1))).toMatchObject({ passed: 1, failed: 1 });
  });

  test('that ended well has not', () => {
    const outcome = readVitestReport({ testResults: [vitestFile(['passed'])] });
    expect(judgeRun(outcome, ended(0))).toMatchObject({ passed: 1, failed: 0 });
  });
});

test('the slowest tests come first', () => {
  const tests = [3, 9, 1].map((ms) => ({ title: `${ms}`, ms }));
  expect(slowest(tests, 2).map(({ ms }) => ms)).toEqual([9, 3]);
});
