#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain } from './lib/terminal.mjs';
import { top } from './lib/top/top.mjs';
import { HELP, parseTopOptions } from './lib/top/topOptions.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runMain(async () => {
  const envFile = join(root, '.env');
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const options = parseTopOptions(process.argv.slice(2), env, root);
  if (options === 'help') console.log(HELP);
  else await top(options);
});
