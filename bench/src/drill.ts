import { createDrills } from './drill/drills.ts';
import { DrillRun } from './drill/DrillRun.ts';
import { drillText } from './drill/drillText.ts';
import { type DrillOptions, parseDrillOptions, usage } from './drill/options.ts';

/** `npm run drill`: exit code 0 when all targets are held, 2 when one is not, 1 when it could not run. */
async function main(): Promise<number> {
  const drills = createDrills();
  let options: DrillOptions;
  try {
    options = parseDrillOptions(process.argv.slice(2), drills);
  } catch (error) {
    say(`${textOf(error)}\n\n${usage(drills)}`);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () =>
      stop.abort(new Error(`Stopped by ${signal}; everything that it started has ended.`)),
    );
  }
  try {
    const report = await new DrillRun(options, say, stop.signal).run();
    process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : drillText(report));
    return report.targets.every(({ holds }) => holds) ? 0 : 2;
  } catch (error) {
    // Whatever was under way failed because of it.
    say(textOf(stop.signal.aborted ? stop.signal.reason : error));
    return 1;
  }
}

function say(text: string): void {
  process.stderr.write(`${text.trimEnd()}\n`);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

process.exitCode = await main();
