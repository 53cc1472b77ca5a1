// @ts-check
// `npm test`: everything, on a bare checkout too. `npm test unit int` runs those parts only.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './lib/problem.mjs';
import { runMain } from './lib/terminal.mjs';
import { PARTS } from './lib/testing/parts.mjs';
import { runParts } from './lib/testing/runParts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined)
    throw new Problem(`There is no part "${unknown}": choose from ${PARTS.join(', ')}.`);
  const parts = wanted.length === 0 ? PARTS : PARTS.filter((part) => wanted.includes(part));
  if (!(await runParts({ root, parts }))) process.exitCode = 1;
});
