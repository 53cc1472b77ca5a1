// @ts-check
// `npm start`: one command from a bare checkout to a running Convene. Until it has installed the packages, it and all that
// it loads use nothing but Node.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain } from './lib/terminal.mjs';
import { up } from './lib/up.mjs';
import { HELP, parseUpOptions } from './lib/upOptions.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  const envFile = join(root, '.env');
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  // A line such as `DATABASE_URL=` in .env means that there is none.
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const options = parseUpOptions(process.argv.slice(2), env, root);
  if (options === 'help') console.log(HELP);
  else await up({ root, options, env });
});
