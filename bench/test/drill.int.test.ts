import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits, limitVariable } from '@convene/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { processesOf } from '../src/drill/processes.ts';

const SCRIPT = join(import.meta.dirname, '../src/drill.ts');
/** A whole Convene is started in it. */
const TIMEOUT_MS = 180_000;
const START = { timeout: 120_000, interval: 50 };

const Spread = z.object({ p50: z.number(), p95: z.number(), max: z.number() });
const Report = z.object({
  drill: z.string(),
  n: z.number(),
  touched: z.number(),
  gapMs: z.object({ touched: Spread, others: Spread }),
  backMs: Spread,
  left: z.object({ rows: z.number(), transports: z.number(), ports: z.number(), pids: z.number() }),
  faults: z.array(z.string()),
  targets: z.array(
    z.object({ name: z.string(), value: z.nullable(z.number()), target: z.number(), holds: z.boolean() }),
  ),
});

/** A tenth of what is waited for when people leave; the deadlines of a machine that is busy with other tests. */
const limits = Object.fromEntries(
  Object.entries({
    peerPageGoneMs: defaultLimits.peerPageGoneMs / 10,
    pipeIdleMs: defaultLimits.pipeIdleMs / 10,
    reconcileMs: defaultLimits.reconcileMs / 10,
    reconcileAgeMs: defaultLimits.reconcileAgeMs / 10,
    databaseMs: 5 * defaultLimits.databaseMs,
    workerSilenceMs: 5 * defaultLimits.workerSilenceMs,
  }).map(([name, ms]) => [limitVariable(name), String(ms)]),
);

let folder: string;
let drill: ChildProcess;
let said: string;
let reported: string;

function run(...args: readonly string[]): Promise<unknown[]> {
  drill = spawn(process.execPath, [SCRIPT, ...args], {
    env: { ...process.env, ...limits, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  said = '';
  reported = '';
  drill.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  drill.stdout?.on('data', (chunk: Buffer) => (reported += chunk.toString()));
  return once(drill, 'close');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convene-drills-'));
  // Postgres may run as another user.
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  // Where a test has failed: it ends what it has started.
  if (drill.exitCode === null && drill.signalCode === null) {
    drill.kill('SIGINT');
    await once(drill, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
});

it(
  'DRILL-1, DRILL-4, DRILL-5 and DRILL-6: a worker is killed, everybody keeps their seat, and nothing is left',
  { timeout: TIMEOUT_MS },
  async () => {
    const [code] = await run('worker-kill', '--json', '--people', '4', '--blows', '1', '--quiet', '1');
    expect([0, 2], said).toContain(code);
    const report = Report.parse(JSON.parse(reported));
    expect(report).toMatchObject({
      drill: 'worker-kill',
      n: 1,
      touched: 1,
      left: { rows: 0, transports: 0, ports: 0, pids: 0 },
      faults: [],
    });
    expect(report.targets.every(({ holds }) => holds)).toBe(code === 0);
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('DRILL-7: a signal ends it, and nothing is left', { timeout: TIMEOUT_MS }, async () => {
  const ended = run('worker-kill', '--people', '4');
  await vi.waitFor(() => expect(said).toContain('Starting the media servers'), START);
  expect(processesOf(folder).length).toBeGreaterThan(1);
  drill.kill('SIGINT');
  expect(await ended).toEqual([1, null]);
  expect(said).toContain('Stopped by SIGINT');
  expect(reported).toBe('');
  expect([processesOf(folder), readdirSync(folder)]).toEqual([[], []]);
});
