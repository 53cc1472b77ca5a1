// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages */

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes down what it has installed, at the very end.
 * @param {string} root
 */
export function arePackagesInstalled(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  return covers(readPackages(installedFile), readPackages(join(root, 'package-lock.json')));
}

/**
 * @param {string} file
 * @returns {LockedPackages}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * @param {LockedPackages} installed
 * @param {LockedPackages} wanted
 */
export function covers(installed, wanted) {
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    // The checkout itself.
    if (path === '') return true;
    const found = installed[path];
    // Optional packages are left out where they do not fit the platform.
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version;
  });
}
