import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../src', import.meta.url));
/** What anybody can install. */
const PACKAGES = ['mediasoup', '@trpc/client', '@trpc/server', 'ws', 'zod'];

test('HZN-6 (002-17): it is a library by itself, which knows nothing of Convene', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  const imported = files.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^'.][^']*)'/g)].map(
      ([, from = '']) => from,
    ),
  );
  expect(imported.length).toBeGreaterThan(50);
  const isKnown = (from: string) =>
    from.startsWith('node:') || PACKAGES.some((name) => from === name || from.startsWith(`${name}/`));
  expect(imported.filter((from) => !isKnown(from))).toEqual([]);
});
