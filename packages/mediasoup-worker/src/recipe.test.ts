import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mediasoupVersion, recipeDir, recipeHash } from './recipe.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'convene-recipe-test-'));
  cpSync(recipeDir, dir, { recursive: true });
});

afterEach(() => rmSync(dir, { recursive: true }));

test('the hash of a copy is the same', () => {
  expect(recipeHash()).toMatch(/^[0-9a-f]{12}$/);
  expect(recipeHash(dir)).toBe(recipeHash());
});

test('a changed, a renamed and an added file each change the hash', () => {
  const hashes = [recipeHash(dir)];
  writeFileSync(join(dir, 'recipe.json'), `${readFileSync(join(dir, 'recipe.json'), 'utf8')} `);
  hashes.push(recipeHash(dir));
  renameSync(join(dir, 'recipe.json'), join(dir, 'other.json'));
  hashes.push(recipeHash(dir));
  writeFileSync(join(dir, 'subprojects', 'new'), '');
  hashes.push(recipeHash(dir));
  expect(new Set(hashes).size).toBe(4);
});

test('the whole project uses the one mediasoup that the worker is built for', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
  };
  const installed = Object.entries(packages).filter(([path]) => path.endsWith('node_modules/mediasoup'));
  expect(installed.map(([, { version }]) => version)).toEqual([mediasoupVersion()]);
  const asked = Object.values(packages).flatMap(({ dependencies }) => dependencies?.['mediasoup'] ?? []);
  expect(new Set(asked)).toEqual(new Set([mediasoupVersion()]));
});
