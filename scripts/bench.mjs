// @ts-check
// `npm run bench`: measures a Convene of its own. The benches themselves are TypeScript (bench/src/bench.ts).
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBench } from './lib/runBench.mjs';
import { runMain } from './lib/terminal.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(() => runBench({ root, program: 'bench.ts', chromium: true }));
