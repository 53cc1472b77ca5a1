import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from './lock.mjs';

let dir: string;
let path: string;
let lines: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'convene-lock-test-'));
  path = join(dir, 'the.lock');
  lines = [];
});

afterEach(() => rmSync(dir, { recursive: true }));

const log = (line: string) => lines.push(line);
const acquire = () => acquireLock(path, { log, pollMs: 5 });

test('one holds it, the next waits, says so, and gets it afterwards', async () => {
  const order: string[] = [];
  const releaseFirst = await acquire();
  const acquireSecond = async () => {
    const release = await acquire();
    order.push('second has it');
    release();
  };
  const second = acquireSecond();
  await new Promise((resolve) => setTimeout(resolve, 30));
  order.push('first gives it back');
  releaseFirst();
  await second;
  expect(order).toEqual(['first gives it back', 'second has it']);
  expect(lines).toEqual([expect.stringContaining(`Waiting for process ${process.pid}`)]);
  expect(existsSync(path)).toBe(false);
});

test('a lock whose process is dead is taken over', async () => {
  const { pid } = spawnSync('true');
  writeFileSync(path, JSON.stringify({ pid, host: hostname(), token: 'old' }));
  const release = await acquire();
  expect(lines).toEqual([`The lock of process ${pid}, which is gone, is taken over.`]);
  release();
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['of another machine', JSON.stringify({ pid: process.pid, host: 'elsewhere', token: 'old' })],
  ['that was never filled', ''],
])('a lock %s is taken over when it was not touched for long', async (_what, content) => {
  writeFileSync(path, content);
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(path, longAgo, longAgo);
  const release = await acquire();
  release();
});

test('many who find the same dead lock hold it one after the other', async () => {
  writeFileSync(path, JSON.stringify({ pid: spawnSync('true').pid, host: hostname(), token: 'old' }));
  let holders = 0;
  let most = 0;
  const work = async () => {
    const release = await acquire();
    most = Math.max(most, ++holders);
    await new Promise((resolve) => setTimeout(resolve, 5));
    holders -= 1;
    release();
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(most).toBe(1);
});

test('waiting can be interrupted', async () => {
  const release = await acquire();
  const controller = new AbortController();
  const waiting = acquireLock(path, { log, pollMs: 5, signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  release();
});
