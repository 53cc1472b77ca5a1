import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'prisma/config';
import { findDatabaseUrl } from './scripts/lib/databaseUrl.mjs';

const root = import.meta.dirname;

// Prisma downloads its schema engine at install time. Where that failed (no network, no install scripts), the same
// engine's WebAssembly build stands in for it.
function hasNativeEngine(): boolean {
  const folder = join(root, 'node_modules', '@prisma', 'engines');
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('schema-engine-'));
}

if (!hasNativeEngine())
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= join(root, 'scripts', 'schema-engine.mjs');
process.env.CHECKPOINT_DISABLE ??= '1';

const url = findDatabaseUrl(root);

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // `generate` and `validate` need no database.
  ...(url === undefined ? {} : { datasource: { url } }),
});
