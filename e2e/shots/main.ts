import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Convene } from '../support/Convene.ts';
import { contactSheet } from './contactSheet.ts';
import { SCENES } from './scenes.ts';
import { Stage } from './Stage.ts';
import { Studio } from './Studio.ts';

const folder = resolve(import.meta.dirname, '../../test-results/shots');

/** `npm run shots`: pictures of every screen; with words only of those whose name is one of them or begins so (`meeting`: all of it). */
async function main(words: readonly string[]): Promise<number> {
  const wanted = SCENES.filter(
    ({ name }) => words.length === 0 || words.some((word) => name === word || name.startsWith(`${word}-`)),
  ).toSorted((one, other) => (one.tiles ?? 0) - (other.tiles ?? 0));
  if (wanted.length === 0) {
    process.stderr.write(
      `There is no such screen. There are:\n${SCENES.map(({ name }) => name).join('\n')}\n`,
    );
    return 1;
  }
  if (words.length === 0) rmSync(folder, { recursive: true, force: true });
  const convene = await Convene.start({ servers: 1, workers: 1, spread: false });
  const stage = new Stage({ convene, studio: new Studio({ url: convene.url, folder }) });
  const failed: string[] = [];
  try {
    for (const { name, shoot } of wanted) {
      try {
        await shoot(stage, name);
      } catch (error) {
        failed.push(name);
        process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  } finally {
    await stage.close();
    await convene.stop();
  }
  for (const sheet of await contactSheet(folder)) process.stdout.write(`${sheet}\n`);
  if (failed.length > 0) process.stderr.write(`Not taken: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 2 : 0;
}

process.exitCode = await main(process.argv.slice(2));
