import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDERS = ['packages', 'apps', 'scripts', 'bench', 'e2e'];
const SKIPPED = new Set(['node_modules', '.next', 'generated', '.turbo']);
const TEST_FILE = /\.(test|spec)\.tsx?$/;
const RULE = /\b[A-Z][A-Z0-9]*-\d+\b/g;
/** The start of a test's name, up to its colon: `SEAT-1, SEAT-2 (004-20): …`, in whatever kind of quotes. */
const RULES_OF_A_NAME = /['"`]((?:[A-Z][A-Z0-9]*-\d+)(?:(?:, | and )[A-Z][A-Z0-9]*-\d+)*)(?: \([^)]*\))?:/g;

/** Requirements that have to be named by a test: of one meeting over many workers and servers, and of their life and death. */
const SHOWN = 'all of 000-1..56, 001-1..19, 002-1..20, 003-1..14, 003-22..35, 004-12, 004-89 and 004-92..96';
const REQUIREMENT = /\b00\d-\d+\b/g;

/** The rules or requirements that a text defines or names; `FLOW-1..19` are nineteen. */
function numbersIn(text: string, single: RegExp): Set<string> {
  const rules = new Set(text.match(single));
  for (const [, area, first, last] of text.matchAll(/\b([A-Z0-9]+)-(\d+)\.\.(\d+)/g)) {
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

const tests = FOLDERS.flatMap((folder) => testFiles(join(root, folder))).map((path) =>
  readFileSync(path, 'utf8'),
);

it('CHECK-2: every rule that a test names is in the specification', () => {
  const spec = numbersIn(readFileSync(join(root, 'docs/SPEC.md'), 'utf8'), RULE);
  const named = tests.flatMap((text) =>
    [...text.matchAll(RULES_OF_A_NAME)].flatMap(([, rules]) => rules!.match(RULE) ?? []),
  );
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter((rule) => !spec.has(rule))).toEqual([]);
});

it('CHECK-3: each requirement of one meeting over many servers, and of life and death, is named by a test', () => {
  // Not by this one, which would then show itself.
  const others = tests.filter((text) => !text.includes('CHECK-3'));
  const named = new Set(others.flatMap((text) => [...numbersIn(text, REQUIREMENT)]));
  const wanted = [...numbersIn(SHOWN, REQUIREMENT)];
  expect(wanted).toHaveLength(56 + 19 + 20 + 14 + 14 + 2 + 5);
  expect(wanted.filter((requirement) => !named.has(requirement))).toEqual([]);
});
