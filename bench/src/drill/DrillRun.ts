import { cpSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePorts } from '../../../scripts/testing/freePorts.ts';
import { strikeBlow } from './Blow.ts';
import { Crowd } from './Crowd.ts';
import type { Ground, Prepared } from './Drill.ts';
import { type BlowOutcome, commonTargets, type DrillReport, reportOf } from './drillReport.ts';
import { leftAfterStop, LeftBehind } from './leftBehind.ts';
import type { DrillOptions } from './options.ts';
import { RunningConvene } from './RunningConvene.ts';

/** Enough for the pipes of twenty people who are all apart. */
const PORTS_PER_WORKER = 100;

/** A drill from the start of its Convene to what is left of it. */
export class DrillRun {
  readonly #options: DrillOptions;
  readonly #say: (text: string) => void;
  readonly #stop: AbortSignal;

  constructor(options: DrillOptions, say: (text: string) => void, stop: AbortSignal) {
    this.#options = options;
    this.#say = say;
    this.#stop = stop;
  }

  /** @throws when it cannot run, or is stopped; nothing of it is left then either */
  async run(): Promise<DrillReport> {
    const { drill, people } = this.#options;
    const dataDir = mkdtempSync(join(tmpdir(), 'convene-drill-'));
    let holds = false;
    try {
      const ground = await this.#ground(dataDir);
      const { blows, left, faults } = await this.#inPlace(ground);
      const outcome = { blows, left };
      const targets = [...drill.targets(outcome), ...commonTargets(outcome)];
      const report = reportOf(outcome, { drill: drill.name, people, targets });
      holds = targets.every((target) => target.holds);
      return { ...report, faults: [...report.faults, ...faults] };
    } finally {
      if (!holds) this.#keepLogs(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    }
  }

  async #ground(dataDir: string): Promise<Ground> {
    const { servers, workers } = this.#options.drill.topology;
    return {
      webPort: await findFreePorts(servers + 1, 9500, 12_000),
      rtcBasePort: await findFreePorts(servers * workers * PORTS_PER_WORKER, 20_000, 32_000),
      rtcPortsPerWorker: PORTS_PER_WORKER,
      dataDir,
      say: this.#say,
      stop: this.#stop,
    };
  }

  async #inPlace(ground: Ground) {
    const { drill } = this.#options;
    const prepared: Prepared | undefined = await drill.prepare?.(ground);
    let isTidy = false;
    const tidy = async () => {
      if (!isTidy) await prepared?.close();
      isTidy = true;
    };
    try {
      const env = prepared?.env ?? {};
      const convene = await RunningConvene.start({ ground, ...drill.topology, env });
      try {
        const { blows, leftBehind } = await this.#onStage(convene, ground);
        const code = await convene.stop();
        // What the drill has put up may stand on the same ports.
        await tidy();
        const { ports, pids } = await leftAfterStop(ground, drill.topology);
        const { left, words } = leftBehind;
        return {
          blows,
          left: { ...left, ports: left.ports + ports.length, pids: left.pids + pids.length },
          faults: [
            ...words,
            ...ports.map((port) => `${port} is bound after the stop`),
            ...pids.map((pid) => `process ${pid} runs after the stop`),
            ...(code === 0 ? [] : [`npm start ended with ${String(code)}`]),
          ],
        };
      } catch (error) {
        await convene.stop();
        throw error;
      } finally {
        convene.kill();
      }
    } finally {
      await tidy();
    }
  }

  async #onStage(convene: RunningConvene, ground: Ground) {
    const { drill, people, blows: count, quiet } = this.#options;
    const stop = this.#stop;
    const say = this.#say;
    const before = await LeftBehind.before(convene);
    const log = createWriteStream(join(ground.dataDir, 'logs', 'people.log'));
    say(`${people} people sit down`);
    const crowd = await Crowd.assemble({
      ...{ web: convene.url, people, stop },
      log: (line) => log.write(`${line}\n`),
    });
    try {
      const blows: BlowOutcome[] = [];
      for (let number = 1; number <= count; number += 1) {
        const blow = await strikeBlow({ drill, convene, crowd, number, quietMs: quiet * 1000, say, stop });
        blows.push(blow);
        for (const fault of blow.faults) say(`  ✖ ${fault}`);
      }
      say('everybody leaves');
      await crowd.leave();
      return { blows, leftBehind: await before.after(stop) };
    } finally {
      crowd.close();
      log.end();
    }
  }

  #keepLogs(dataDir: string): void {
    const kept = resolve('test-results', 'drill-logs', `${this.#options.drill.name}-${process.pid}`);
    try {
      mkdirSync(kept, { recursive: true });
      cpSync(join(dataDir, 'logs'), kept, { recursive: true });
      this.#say(`The logs are in ${kept}`);
    } catch {
      // It ended before there were any.
    }
  }
}
