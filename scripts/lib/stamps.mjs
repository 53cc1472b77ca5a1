// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Runs something only when its inputs have changed since it last succeeded, or its output is gone.
 * @param {{ root: string, name: string, inputs: string[], output: string }} what paths in the checkout
 * @param {() => Promise<void>} run
 * @returns {Promise<boolean>} whether it ran
 */
export async function runIfChanged({ root, name, inputs, output }, run) {
  const stampFile = join(root, 'node_modules', '.cache', 'convene', name);
  const stamp = hashFiles(root, inputs);
  const isCurrent =
    existsSync(join(root, output)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent) return false;
  await run();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

/**
 * @param {string} root
 * @param {string[]} files
 */
function hashFiles(root, files) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
