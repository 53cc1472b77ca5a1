// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkerError } from './workerError.mjs';

/**
 * Replaces the patch's text, which must be there exactly once: a source that has changed must not be built unpatched.
 * @param {string} source @param {import('./recipe.mjs').Patch} patch
 */
export function patchText(source, patch) {
  const parts = source.split(patch.find);
  if (parts.length !== 2) throw WorkerError.sourceChanged(patch.file, parts.length - 1);
  return parts.join(patch.replace);
}

/** @param {string} dir @param {import('./recipe.mjs').Patch[]} patches */
export function patchSources(dir, patches) {
  for (const patch of patches) {
    const path = join(dir, patch.file);
    writeFileSync(path, patchText(readFileSync(path, 'utf8'), patch));
  }
}
