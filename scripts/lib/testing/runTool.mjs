// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { signalProcess } from '../processes.mjs';

const GRACE_MS = 15_000;

/**
 * Runs one of the tools that npm installed. Its output is shown as it comes, or kept until it is known whether it is of interest.
 * @param {{
 *   root: string,
 *   command: readonly string[],
 *   env: NodeJS.ProcessEnv,
 *   signal: AbortSignal,
 *   keepOutput?: boolean,
 * }} options
 * @returns {Promise<{ exitCode: number | string, output: string }>} `exitCode`: or the signal that ended it
 */
export async function runTool({ root, command, env, signal, keepOutput = false }) {
  const [tool = '', ...args] = command;
  const how = keepOutput ? 'pipe' : 'inherit';
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    env,
    stdio: ['ignore', how, how],
    // A group of its own, so that browsers, servers and databases end with it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const end = () => endGroup(child.pid);
  signal.addEventListener('abort', end);
  try {
    if (signal.aborted) end();
    const [code, signalName] = await once(child, 'close');
    return { exitCode: signal.aborted ? 'stopped or out of time' : (code ?? signalName), output };
  } catch (error) {
    return { exitCode: error instanceof Error ? error.message : String(error), output };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/**
 * Gives a runner the chance to stop what it has started, then ends its group.
 * @param {number | undefined} pid
 */
function endGroup(pid) {
  if (pid === undefined) return;
  signalProcess(pid, 'SIGTERM');
  setTimeout(() => signalProcess(-pid, 'SIGKILL'), GRACE_MS).unref();
}
