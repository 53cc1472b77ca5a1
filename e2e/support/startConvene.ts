import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from './freePort.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * Starts Convene as a person would, with `npm start`'s own script, on free ports and with a data folder of its own;
 * answers how to stop it. `CONVENE_URL` set from outside means a running one is used.
 */
export default async function startConvene(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.CONVENE_URL !== undefined) return undefined;
  const data = mkdtempSync(join(tmpdir(), 'convene-e2e-'));
  const port = await freePorts(3, { from: 4000, to: 9000 });
  const rtcBase = await freePorts(200, { from: 20_000, to: 30_000 });
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/up.mjs'), '--port', String(port), '--workers', '2', '--data', data],
    {
      cwd: root,
      env: { ...process.env, RTC_BASE_PORT: String(rtcBase), RTC_PORTS_PER_WORKER: '100' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: string[] = [];
  const ready = new Promise<string>((resolveUrl, reject) => {
    const read = (line: string) => {
      output.push(line);
      const url = /^Convene is ready: (\S+)/.exec(line)?.[1];
      if (url !== undefined) resolveUrl(url);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output.join('\n')}`)));
  });
  process.env.CONVENE_URL = await ready;
  process.env.CONVENE_DATA = data;

  return async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    cpSync(join(data, 'logs'), join(root, 'test-results/e2e-logs'), { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
    if (code !== 0)
      throw new Error(`npm start ended with ${code} after SIGTERM:\n${output.slice(-40).join('\n')}`);
  };
}
