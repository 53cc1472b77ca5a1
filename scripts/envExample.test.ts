import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name ?? '');
}

test('START-2: .env.example has every setting of the programs, and no other', () => {
  const settings = ['apps/web/src/env.ts', 'apps/media/src/env.ts'].flatMap((file) => {
    const names = matches(read(file), /^ {2}([A-Z][A-Z_]+): /gm);
    expect(names.length, `settings found in ${file}`).toBeGreaterThan(5);
    return names;
  });
  const examples = matches(read('.env.example'), /^#([A-Z][A-Z_]+)=/gm).filter(
    (name) => !name.startsWith('LIMIT_'),
  );
  expect(examples.toSorted()).toEqual([...new Set(settings)].toSorted());
});
