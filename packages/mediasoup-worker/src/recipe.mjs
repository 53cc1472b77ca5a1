// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything that decides what binary comes out of a build lies in this folder. */
export const recipeDir = join(packageDir, 'recipe');

/** @typedef {{ file: string, find: string, replace: string, why: string }} Patch */
/**
 * @typedef {object} Recipe
 * @property {Patch[]} patches
 * @property {{ target: string, mesonOptions: string[] }} worker
 * @property {{ sourcePackage: string, mesonOptions: string[] }} libsrtp
 */

/** @returns {Recipe} */
export function readRecipe(dir = recipeDir) {
  return JSON.parse(readFileSync(join(dir, 'recipe.json'), 'utf8'));
}

/** A short hash over the names and contents of all the recipe's files. */
export function recipeHash(dir = recipeDir) {
  const hash = createHash('sha256');
  for (const file of filesBelow(dir)) {
    const name = relative(dir, file).split(sep).join('/');
    const content = readFileSync(file);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/** The one place where mediasoup's version is decided is this package's package.json. */
export function mediasoupVersion() {
  const { dependencies } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  return String(dependencies.mediasoup);
}

/** @param {string} dir @returns {string[]} */
function filesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}
