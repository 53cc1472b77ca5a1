// @ts-check
// `npm run check`: what must hold before every commit.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain } from './lib/terminal.mjs';
import { runParts } from './lib/testing/runParts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  if (!(await runParts({ root, parts: ['check', 'unit'], filters: [] }))) process.exitCode = 1;
});
