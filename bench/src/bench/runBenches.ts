import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findFreePorts } from '../../../scripts/testing/freePorts.ts';
import type { Bench } from './Bench.ts';
import { BenchRow } from './BenchRow.ts';

const RESULTS = resolve(import.meta.dirname, '../../results/latest.json');
/** Enough for people who all sit on one worker. */
const PORTS_PER_WORKER = 100;

/** Runs benches one after the other, each with a Convene of its own, and keeps what they measured. */
export async function runBenches(
  benches: readonly Bench[],
  say: (text: string) => void,
  stop: AbortSignal,
): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const bench of benches) {
    const dataDir = mkdtempSync(join(tmpdir(), 'convene-bench-'));
    try {
      say(`${bench.id}: ${bench.what}`);
      const ground = {
        webPort: await findFreePorts(2, 9500, 12_000),
        rtcBasePort: await findFreePorts(PORTS_PER_WORKER, 20_000, 32_000),
        rtcPortsPerWorker: PORTS_PER_WORKER,
        dataDir,
        say,
        stop,
      };
      rows.push(...(await bench.run(ground)));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  keep(rows);
  return rows;
}

/** Rows of benches that did not run this time stay. */
function keep(rows: readonly BenchRow[]): void {
  const ran = new Set(rows.map(({ id }) => id));
  const others = readRows().filter(({ id }) => !ran.has(id));
  const all = [...others, ...rows].toSorted((one, other) => one.id.localeCompare(other.id));
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(all, undefined, 2)}\n`);
}

function readRows(): readonly BenchRow[] {
  try {
    return BenchRow.array().parse(JSON.parse(readFileSync(RESULTS, 'utf8')));
  } catch {
    return [];
  }
}
