import { expect, test } from 'vitest';
import { patchText } from './patch.mjs';

const patch = { file: 'src/a.cpp', find: '(a == FLAG)', replace: '((a & FLAG) != 0)', why: '' };

test('replaces the text', () => {
  expect(patchText('if (a == FLAG) { $& }', patch)).toBe('if ((a & FLAG) != 0) { $& }');
});

test.each([
  ['gone', 'if (a & FLAG)', '0 times'],
  ['there twice', '(a == FLAG) (a == FLAG)', '2 times'],
])('refuses a source in which the text is %s', (_what, source, count) => {
  expect(() => patchText(source, patch)).toThrow(`worker/src/a.cpp was found ${count} instead of once`);
});
