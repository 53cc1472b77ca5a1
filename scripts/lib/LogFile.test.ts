import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogFile, seriousMessage } from './LogFile.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convene-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('SUPERVISE-6: logs', () => {
  test.each([
    ['{"level":30,"msg":"peer joined"}', undefined],
    ['{"level":40,"time":1,"hostname":"h","app":"web","msg":"slow","ms":9}', 'warning: slow ms=9'],
    [
      '{"level":50,"msg":"lost","error":{"message":"down","stack":"at x","cause":{"message":"refused","stack":"at y"}}}',
      'error: lost error=down, because refused',
    ],
    ['{"level":50,"msg":"lost the database"}', 'error: lost the database'],
    ['TypeError: x is not a function', undefined],
    ['Error: listen EADDRINUSE: address already in use', 'Error: listen EADDRINUSE: address already in use'],
    ['▲ Next.js', undefined],
    ['{ broken', undefined],
  ])('of %s is shown %s', (line, shown) => {
    expect(seriousMessage(line)).toBe(shown);
  });

  test('every line is in the file', () => {
    const log = new LogFile(join(folder, 'web.log'));
    log.write('one');
    log.write('two');
    expect(readFileSync(log.path, 'utf8')).toBe('one\ntwo\n');
  });

  test('last words are the last serious lines, else the last lines', () => {
    const log = new LogFile(join(folder, 'web.log'));
    expect(log.lastWords).toBe('none (see web.log)');
    log.write('starting');
    expect(log.lastWords).toBe('starting');
    log.write('{"level":50,"msg":"no database"}');
    log.write('bye');
    expect(log.lastWords).toBe('error: no database');
  });
});
