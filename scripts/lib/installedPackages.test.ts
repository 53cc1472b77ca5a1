import { expect, test } from 'vitest';
import { covers } from './installedPackages.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b-darwin': { version: '1.0.0', optional: true },
};

test.each([
  ['the same packages', { 'node_modules/a': { version: '1.0.0' } }, true],
  [
    'a package that is no longer wanted',
    { 'node_modules/a': { version: '1.0.0' }, 'node_modules/z': {} },
    true,
  ],
  ['an older package', { 'node_modules/a': { version: '0.9.0' } }, false],
  ['a missing package', {}, false],
  [
    'an older optional package',
    { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b-darwin': { version: '0.9.0' } },
    false,
  ],
])('START-1: %s: up to date %#', (_, installed, expected) => {
  expect(covers(installed, wanted)).toBe(expected);
});
