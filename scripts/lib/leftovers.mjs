// @ts-check
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { signalProcess, startOf, waitForEnd } from './processes.mjs';

// Programs notice the death of their start command by themselves and take up to 5 s to end.
const GRACE_MS = 6_000;

/** @param {string} dataDir */
const listOf = (dataDir) => join(dataDir, 'processes');

/**
 * Remembers a program that was started, for the next start to find should this one be killed.
 * @param {string} dataDir
 * @param {number} pid
 */
export function rememberProcess(dataDir, pid) {
  const start = startOf(pid);
  if (start !== undefined) appendFileSync(listOf(dataDir), `${pid} ${start}\n`, { mode: 0o600 });
}

/** @param {string} dataDir */
export function forgetProcesses(dataDir) {
  rmSync(listOf(dataDir), { force: true });
}

/**
 * Ends what a killed start command left behind.
 * @param {string} dataDir
 */
export async function endLeftovers(dataDir) {
  if (!existsSync(listOf(dataDir))) return;
  const left = readFileSync(listOf(dataDir), 'utf8')
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), start: line.slice(line.indexOf(' ') + 1) }))
    // The number may belong to another program by now.
    .filter(({ pid, start }) => pid > 0 && startOf(pid) === start);
  await Promise.all(
    left.map(async ({ pid }) => {
      if (!(await waitForEnd(pid, GRACE_MS))) signalProcess(-pid, 'SIGKILL');
      await waitForEnd(pid, GRACE_MS);
    }),
  );
  forgetProcesses(dataDir);
}
