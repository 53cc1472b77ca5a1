// @ts-check
// `npm run drill`: breaks a Convene of its own on purpose. The drill itself is TypeScript (bench/src/drill.ts).
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBench } from './lib/runBench.mjs';
import { runMain } from './lib/terminal.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(() => runBench({ root, program: 'drill.ts', chromium: false }));
