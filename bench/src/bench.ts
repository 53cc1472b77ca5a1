import { parseArgs } from 'node:util';
import type { BenchRow } from './bench/BenchRow.ts';
import { galleryBench } from './bench/galleryBench.ts';
import { runBenches } from './bench/runBenches.ts';
import { speakerBench } from './bench/speakerBench.ts';

const BENCHES = [galleryBench, speakerBench];

/** `npm run bench`: exit code 0 when all that was asked for ran, whatever it measured; 1 when something could not. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !BENCHES.some(({ id }) => id === name));
  if (unknown.length > 0) {
    const known = BENCHES.map(({ id, what }) => `  ${id}  ${what}`).join('\n');
    say(`there is no ${unknown.join(', ')}\n\nnpm run bench [-- ID…] [--json]\n${known}`);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const chosen = positionals.length === 0 ? BENCHES : BENCHES.filter(({ id }) => positionals.includes(id));
  const rows = await runBenches(chosen, say, stop.signal);
  process.stdout.write(
    values.json ? `${JSON.stringify(rows, undefined, 2)}\n` : `${rows.map(lineOf).join('\n')}\n`,
  );
  return 0;
}

function lineOf({ id, what, value, interval, unit, target, holds }: BenchRow): string {
  const mark = holds === null ? '?' : holds ? '✔' : '✖';
  const range = interval === null ? '' : ` (${interval.join(' to ')})`;
  const aim = target === null ? '' : `, at most ${target}`;
  return `${mark} ${id} ${what}: ${value} ${unit}${range}${aim}`;
}

function say(text: string): void {
  process.stderr.write(`${text.trimEnd()}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  // People of a bench that failed may still sit somewhere.
  process.exit(1);
}
