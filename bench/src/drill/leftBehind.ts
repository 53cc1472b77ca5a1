import { countLiveRows } from '../../../scripts/testing/countRows.ts';
import { portsOf, portsWithin } from './boundPorts.ts';
import type { Ground } from './Drill.ts';
import type { Left } from './drillReport.ts';
import { untilNothing } from './pause.ts';
import { processesOf } from './processes.ts';
import type { RunningConvene } from './RunningConvene.ts';

/** Long enough for pipes, reservations and what the reconciler does. */
const TIDY_MS = 45_000;
const END_MS = 10_000;

/** What a Convene holds at one moment. */
type Footprint = {
  readonly rows: Readonly<Record<string, number>>;
  readonly transports: number;
  readonly ports: readonly string[];
  readonly pids: readonly number[];
};

/** Compares what Convene holds when everybody has left with what it held before they came. */
export class LeftBehind {
  readonly #convene: RunningConvene;
  readonly #before: Footprint;

  private constructor(convene: RunningConvene, before: Footprint) {
    this.#convene = convene;
    this.#before = before;
  }

  static async before(convene: RunningConvene): Promise<LeftBehind> {
    return new LeftBehind(convene, await footprint(convene));
  }

  /** Once nothing is left any more, or that takes too long; and in words what is. */
  async after(stop: AbortSignal): Promise<{ readonly left: Left; readonly words: readonly string[] }> {
    let now = await footprint(this.#convene);
    const words = await untilNothing(
      async () => {
        now = await footprint(this.#convene);
        return this.#words(now);
      },
      { ms: TIDY_MS, stop },
    );
    const left = {
      rows: Object.values(this.#more(now)).reduce((sum, count) => sum + count, 0),
      transports: Math.max(0, now.transports - this.#before.transports),
      ports: this.#newPorts(now).length,
      pids: Math.max(0, now.pids.length - this.#before.pids.length),
    };
    return { left, words };
  }

  #words(now: Footprint): string[] {
    const { transports, pids } = this.#before;
    return [
      ...Object.entries(this.#more(now)).map(([table, count]) => `${count} rows more in ${table}`),
      ...(now.transports > transports ? [`${now.transports - transports} transports more`] : []),
      ...this.#newPorts(now).map((port) => `${port} is still bound`),
      ...(now.pids.length > pids.length ? [`${now.pids.length - pids.length} processes more`] : []),
    ];
  }

  #more(now: Footprint): Record<string, number> {
    const more = Object.entries(now.rows).map(
      ([table, count]) => [table, count - (this.#before.rows[table] ?? 0)] as const,
    );
    return Object.fromEntries(more.filter(([, count]) => count > 0));
  }

  #newPorts(now: Footprint): string[] {
    const before = new Set(this.#before.ports);
    return now.ports.filter((port) => !before.has(port));
  }
}

async function footprint(convene: RunningConvene): Promise<Footprint> {
  const media = convene.servers.flatMap(({ pid }) => pid ?? []);
  const [rows, transports, map] = await Promise.all([
    countLiveRows(convene.databaseUrl),
    convene.transports(),
    convene.map(),
  ]);
  const workers = map.workers.map(({ pid }) => pid);
  return { rows, transports, ports: portsOf([...media, ...workers]), pids: convene.pids };
}

/** What is left of it when it has stopped: processes, and ports in its ranges. */
export async function leftAfterStop(
  { dataDir, rtcBasePort, webPort, rtcPortsPerWorker }: Ground,
  { servers, workers }: { readonly servers: number; readonly workers: number },
): Promise<{ readonly ports: readonly string[]; readonly pids: readonly number[] }> {
  const ranges = [
    { first: webPort, last: webPort + servers },
    { first: rtcBasePort, last: rtcBasePort + servers * workers * rtcPortsPerWorker - 1 },
  ];
  const look = () => ({ ports: ranges.flatMap(portsWithin), pids: processesOf(dataDir) });
  await untilNothing(() => Object.values(look()).flat().map(String), {
    ms: END_MS,
    stop: new AbortController().signal,
  });
  return look();
}
