// @ts-check
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { WorkerError } from './workerError.mjs';

/** How much of a program's output is kept for looking at its failure; the whole of it is in the log file. */
const KEPT_LINES = 200;

/** A program that could not be started or ended with an error. */
export class CommandError extends Error {
  /** @param {string} command @param {string} reason @param {string} output */
  constructor(command, reason, output) {
    super(`${command}: ${reason}`);
    this.name = 'CommandError';
    this.output = output;
  }
}

/**
 * @typedef {object} CommandOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [cwd]
 * @property {string} [logFile] gets the command line and everything it prints
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs]
 * @property {(line: string) => void} [onLine]
 */

/**
 * Runs a program to its end and returns what it printed on stdout.
 * @param {string} command @param {string[]} args @param {CommandOptions} options
 * @returns {Promise<string>}
 */
export async function runCommand(command, args, options) {
  const { cwd, env, logFile, signal, timeoutMs, onLine } = options;
  if (signal?.aborted) throw WorkerError.aborted();
  /** @param {string} line */
  const record = (line) => {
    try {
      if (logFile) appendFileSync(logFile, `${line}\n`);
    } catch {
      // A full disk: the program fails by it too, and its last lines, which say so, are kept below.
    }
  };
  record(`$ ${[command, ...args].join(' ')}`);

  /** @type {string[]} */
  const tail = [];
  /** @type {string[]} */
  const stdout = [];
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  process.once('exit', stop);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      record(line);
      tail.push(line);
      if (tail.length > KEPT_LINES) tail.shift();
      if (stream === child.stdout) stdout.push(line);
      onLine?.(line);
    });
  }
  try {
    const failure = await ended(child);
    if (signal?.aborted) throw WorkerError.aborted();
    if (failure !== undefined) throw new CommandError(command, failure, tail.join('\n'));
    return stdout.join('\n');
  } finally {
    signal?.removeEventListener('abort', stop);
    process.removeListener('exit', stop);
  }
}

/**
 * Resolves with the reason of a failure, or undefined when the program ended well.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string | undefined>}
 */
function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve(undefined);
      else resolve(killedBy ? `stopped by ${killedBy}` : `exit code ${code}`);
    });
  });
}

/**
 * True when a program by this name is there and answers.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env
 */
export async function succeeds(command, args, env) {
  try {
    await runCommand(command, args, { env, timeoutMs: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} output */
export function looksLikeFullDisk(output) {
  return /ENOSPC|No space left on device|Disk quota exceeded|enough free space/i.test(output);
}

/** @param {string} output */
export function looksLikeNoNetwork(output) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|Could not resolve|Failed to fetch|Could not connect|Temporary failure resolving|Network is unreachable/i.test(
    output,
  );
}
