// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './installation.mjs';
import { ensureChromium } from './testing/chromium.mjs';
import { findNode, toolEnvironment } from './toolchain.mjs';

/**
 * Runs a program of `bench/src` with this command's own words, and ends with its exit code. On a bare checkout it first installs
 * what the program needs. A signal ends both; the program has the time it takes to put things back.
 * @param {{ root: string, program: string, chromium: boolean }} options
 */
export async function runBench({ root, program, chromium }) {
  const stop = new AbortController();
  // The report alone belongs on stdout.
  console.log = console.error;
  const logDir = join(root, 'test-results', 'logs');
  mkdirSync(logDir, { recursive: true });
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      stop.abort();
      child?.kill(name);
    });
  }
  await install({ root, logDir, signal: stop.signal });
  if (chromium) await ensureChromium({ root, logDir, signal: stop.signal });
  child = spawn(findNode(root), [join(root, 'bench', 'src', program), ...process.argv.slice(2)], {
    env: toolEnvironment(root),
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}
