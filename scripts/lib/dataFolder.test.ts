import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDataFolder } from './dataFolder.mjs';
import { startOf } from './processes.mjs';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'convene-data-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('START-5: the data folder', () => {
  test('a second start says which process holds it', () => {
    const release = lockDataFolder(dataDir);
    expect(() => lockDataFolder(dataDir)).toThrow(
      `runs already on the data folder ${dataDir} (pid ${process.pid})`,
    );
    release();
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  test.each([
    ['of a dead process', JSON.stringify({ pid: 2 ** 22 + 1, start: '1' })],
    [
      'whose process id belongs to another program by now',
      JSON.stringify({ pid: process.pid, start: 'earlier' }),
    ],
    ['that was not written to its end', '{"pid":'],
  ])('a lock %s is no obstacle', (_, content) => {
    writeFileSync(join(dataDir, 'lock'), content);
    lockDataFolder(dataDir)();
  });

  test('a folder that cannot be made is refused by name (START-11)', () => {
    writeFileSync(join(dataDir, 'file'), '');
    expect(() => lockDataFolder(join(dataDir, 'file', 'below'))).toThrow('choose another with --data');
  });

  test('a process is told from a later one with the same id', () => {
    expect(startOf(process.pid)).toBe(startOf(process.pid));
    expect(startOf(process.pid)).not.toBe(startOf(process.ppid));
    expect(startOf(2 ** 22 + 1)).toBeUndefined();
  });
});
