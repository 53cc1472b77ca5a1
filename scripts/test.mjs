// @ts-check
// `npm test`: everything, on a bare checkout too. `npm test unit int` runs those parts only, and what else is said (paths,
// options) is for their runners: `npm test unit packages/placement`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './lib/problem.mjs';
import { runMain } from './lib/terminal.mjs';
import { PARTS } from './lib/testing/parts.mjs';
import { runParts } from './lib/testing/runParts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  // Who writes `--` before paths, as for npm, means the paths: the runners would take it to end their filters.
  const words = process.argv.slice(2).filter((word) => word !== '--');
  const parts = words.length === 0 ? PARTS : PARTS.filter((part) => words.includes(part));
  if (parts.length === 0) throw new Problem(`Name a part first: ${PARTS.join(', ')}.`);
  const filters = words.filter((word) => !PARTS.some((part) => part === word));
  if (!(await runParts({ root, parts, filters }))) process.exitCode = 1;
});
