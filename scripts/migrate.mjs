// @ts-check
// `npm run db:migrate`: brings the database up to date. `npm start` does the same by itself.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDatabaseUrl } from './lib/databaseUrl.mjs';
import { applyMigrations } from './lib/migrations.mjs';
import { Problem } from './lib/problem.mjs';
import { runMain } from './lib/terminal.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  const databaseUrl = findDatabaseUrl(root);
  if (databaseUrl === undefined) {
    throw new Problem(
      'No database is known: set DATABASE_URL, or start Convene with npm start in this checkout.',
    );
  }
  const applied = await applyMigrations({ databaseUrl, folder: join(root, 'prisma', 'migrations') });
  if (applied.length === 0) console.log('The database is up to date.');
  for (const name of applied) console.log(`Applied ${name}`);
});
