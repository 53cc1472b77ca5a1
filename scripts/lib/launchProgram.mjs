// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { seriousMessage } from './LogFile.mjs';
import { Problem } from './problem.mjs';
import { signalProcess, waitForEnd } from './processes.mjs';
import { waitUntilAnswers } from './readiness.mjs';

const END_WITH_PARENT = fileURLToPath(new URL('endWithParent.mjs', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const GROUP_END_TIMEOUT_MS = 5_000;
/** A media server whose id another process has (apps/media/src/main.ts): started again it would end that one, and so on. */
const EXIT_SUPERSEDED = 3;

/**
 * @typedef {{
 *   name: string,
 *   node: string,
 *   script: string,
 *   cwd: string,
 *   env: NodeJS.ProcessEnv,
 *   readyUrl: string,
 *   port: number,
 * }} Program
 */

/**
 * Starts one of Convene's programs and waits until it is ready.
 * @param {Program} program
 * @param {{ log: import('./LogFile.mjs').LogFile, say: (line: string) => void, signal: AbortSignal, onSpawn: (pid: number) => void }} options
 * @returns {Promise<import('./Supervised.mjs').Running>}
 */
export async function launchProgram(program, { log, say, signal, onSpawn }) {
  signal.throwIfAborted();
  const { name, node, script, cwd, env, readyUrl } = program;
  const child = spawn(node, ['--import', END_WITH_PARENT, script], {
    cwd,
    env,
    // The channel breaks when we die. A group of its own keeps Ctrl-C in the terminal from it, and lets us end its children.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const ended = endOf(child);
  const { pid } = child;
  if (pid === undefined) throw new Problem(`${name} could not be started: ${(await ended).reason}.`);
  try {
    onSpawn(pid);
  } catch (error) {
    // A full disk: the program runs all the same, and must not be left to itself.
    say(`[${name}] runs as process ${pid}, which could not be noted down (${String(error)}).`);
  }
  followOutput(child, { name, log, say });
  const running = describe(child, pid, ended);
  try {
    await Promise.race([
      waitUntilAnswers(readyUrl, { timeoutMs: READY_TIMEOUT_MS, signal }),
      ended.then(({ reason }) => {
        throw startProblem(program, reason, log);
      }),
    ]);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<import('./Supervised.mjs').Ending>}
 */
async function endOf(child) {
  try {
    const [code, signal] = await once(child, 'exit');
    // Whatever it started must not outlive it: a hung mediasoup worker would keep its ports.
    if (child.pid !== undefined) {
      signalProcess(-child.pid, 'SIGKILL');
      await waitForEnd(-child.pid, GROUP_END_TIMEOUT_MS);
    }
    if (code === EXIT_SUPERSEDED) return { reason: 'another process has its id', isFinal: true };
    return { reason: signal ?? `exit code ${code}` };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} pid
 * @param {Promise<import('./Supervised.mjs').Ending>} ended
 */
function describe(child, pid, ended) {
  const kill = () => signalProcess(-pid, 'SIGKILL');
  return {
    pid,
    ended,
    kill,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ name: string, log: import('./LogFile.mjs').LogFile, say: (line: string) => void }} options
 */
function followOutput(child, { name, log, say }) {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(line);
      const message = seriousMessage(line);
      if (message !== undefined) say(`[${name}] ${message}`);
    });
  }
}

/**
 * @param {Program} program
 * @param {string} reason
 * @param {import('./LogFile.mjs').LogFile} log
 */
function startProblem({ name, port }, reason, log) {
  if (/EADDRINUSE/.test(log.lastWords)) {
    return new Problem(
      `${name} found port ${port} in use: free it, or choose others with npm start -- --port P.`,
    );
  }
  return new Problem(`${name} ended before it was ready (${reason}; ${log.lastWords}): see ${log.path}.`);
}
