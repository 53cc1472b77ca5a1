import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDERS = ['packages', 'apps', 'scripts', 'e2e'];
const SKIPPED = new Set(['node_modules', '.next', 'generated', '.turbo']);
const TEST_FILE = /\.(test|spec)\.tsx?$/;
const RULE = /\b[A-Z][A-Z0-9]*-\d+\b/g;
/** The start of a test's name, up to its colon: `SEAT-1, SEAT-2: …`, in whatever kind of quotes. */
const RULES_OF_A_NAME = /['"`]((?:[A-Z][A-Z0-9]*-\d+)(?:(?:, | and )[A-Z][A-Z0-9]*-\d+)*):/g;

/** The rules that a text defines or names; `FLOW-1..19` are nineteen. */
function rulesIn(text: string): Set<string> {
  const rules = new Set(text.match(RULE));
  for (const [, area, first, last] of text.matchAll(/\b([A-Z][A-Z0-9]*)-(\d+)\.\.(\d+)/g)) {
    for (let number = Number(first); number <= Number(last); number++) rules.add(`${area}-${number}`);
  }
  return rules;
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : testFiles(path);
    return TEST_FILE.test(entry.name) ? [path] : [];
  });
}

it('CHECK-2: every rule that a test names is in the specification', () => {
  const spec = rulesIn(readFileSync(join(root, 'docs/SPEC.md'), 'utf8'));
  const named = FOLDERS.flatMap((folder) => testFiles(join(root, folder))).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(RULES_OF_A_NAME)].flatMap(
      ([, rules]) => rules!.match(RULE) ?? [],
    ),
  );
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter((rule) => !spec.has(rule))).toEqual([]);
});
