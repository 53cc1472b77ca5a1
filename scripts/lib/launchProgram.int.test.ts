import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFreePorts } from '../testing/freePorts.ts';
import { launchProgram } from './launchProgram.mjs';
import { LogFile } from './LogFile.mjs';
import { isAlive } from './processes.mjs';

const PROGRAM = `import { createServer } from 'node:http';
createServer((_request, response) => response.end('ready')).listen(Number(process.env['PORT']), '127.0.0.1');
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convene-launch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('DISK-3: a program that cannot be noted down, because the disk is full, runs and ends as any other', async () => {
  const script = join(folder, 'program.mjs');
  writeFileSync(script, PROGRAM);
  const port = await findFreePorts(1, 9000, 9900);
  const said: string[] = [];
  const program = {
    ...{ name: 'media server 0', node: process.execPath, script, cwd: folder, port },
    ...{ env: { ...process.env, PORT: String(port) }, readyUrl: `http://127.0.0.1:${port}/ready` },
  };
  const running = await launchProgram(program, {
    log: new LogFile(join(folder, 'program.log')),
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    onSpawn: () => {
      throw new Error('ENOSPC: no space left on device');
    },
  });
  expect(said).toEqual([
    expect.stringMatching(/^\[media server 0\] runs as process \d+, .*no space left on device/),
  ]);
  await running.stop();
  expect(isAlive(running.pid)).toBe(false);
});
