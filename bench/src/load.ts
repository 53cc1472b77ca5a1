import { type LoadOptions, parseLoadOptions, USAGE } from './load/loadOptions.ts';
import { LoadRun } from './load/LoadRun.ts';
import { loadText } from './load/loadText.ts';

/** `npm run load`: exit code 0 when everybody received what they should, 2 when not, 1 when it could not run. */
async function main(): Promise<number> {
  let options: LoadOptions;
  try {
    options = parseLoadOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const report = await new LoadRun(options, say, stop.signal).run();
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : loadText(report));
  return report.holds ? 0 : 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
