// @ts-check
// `npm run bench`: measures a Convene of its own. On a bare checkout it installs what it needs first; the benches
// themselves are TypeScript (bench/src/bench.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './lib/installation.mjs';
import { runMain } from './lib/terminal.mjs';
import { ensureChromium } from './lib/testing/chromium.mjs';
import { findNode, toolEnvironment } from './lib/toolchain.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  const stop = new AbortController();
  // The report alone belongs on stdout.
  console.log = console.error;
  const logDir = join(root, 'test-results', 'logs');
  mkdirSync(logDir, { recursive: true });
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let bench;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      stop.abort();
      bench?.kill(name);
    });
  }
  await install({ root, logDir, signal: stop.signal });
  await ensureChromium({ root, logDir, signal: stop.signal });
  const script = join(root, 'bench', 'src', 'bench.ts');
  bench = spawn(findNode(root), [script, ...process.argv.slice(2)], {
    env: toolEnvironment(root),
    stdio: 'inherit',
  });
  const [code] = await once(bench, 'exit');
  process.exitCode = code ?? 1;
});
