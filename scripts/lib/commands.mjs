// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { signalProcess } from './processes.mjs';

const KEPT_LINES = 200;

/** A command that ended badly, with the end of what it printed. */
export class CommandError extends Error {
  /**
   * @param {string} command
   * @param {string} output
   */
  constructor(command, output) {
    super(`${command} failed`);
    this.name = 'CommandError';
    this.output = output;
  }
}

/**
 * @typedef {{
 *   file: string,
 *   args: string[],
 *   cwd: string,
 *   env: NodeJS.ProcessEnv,
 *   logFile: string,
 *   signal: AbortSignal,
 *   progress?: (line: string) => void,
 * }} CommandOptions
 */

/**
 * Runs a command to its end. What it prints goes to a file; each line is also told to `progress`.
 * @param {CommandOptions} options
 */
export async function runCommand({ file, args, cwd, env, logFile, signal, progress = () => {} }) {
  signal.throwIfAborted();
  // A group of its own, so that all that it starts can be ended with it.
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  const endGroup = () => pid !== undefined && signalProcess(-pid, 'SIGKILL');
  signal.addEventListener('abort', endGroup);
  const log = createWriteStream(logFile, { mode: 0o600 });
  log.on('error', () => {});
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      if (line.trim() !== '') progress(line.trim());
    });
  }
  try {
    const [code] = await once(child, 'close');
    signal.throwIfAborted();
    if (code !== 0) throw new CommandError([file, ...args].join(' '), lines.join('\n'));
  } finally {
    signal.removeEventListener('abort', endGroup);
    log.end();
  }
}
