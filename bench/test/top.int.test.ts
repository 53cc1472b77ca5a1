import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { LocalCluster, TestAuthority, waitFor } from '@convene/media/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { People } from './People.ts';

const SCRIPT = join(import.meta.dirname, '../../scripts/top.mjs');
const TOKEN = 'the-token-of-the-operators';

/** What this test looks at. */
const Reading = z.object({
  map: z.object({
    servers: z.array(z.object({ serverId: z.string(), name: z.string(), live: z.boolean() })),
    participants: z.array(z.object({ serverId: z.string() })),
  }),
  servers: z.array(
    z.object({
      serverId: z.string(),
      problem: z.string().optional(),
      workers: z.array(
        z.object({
          pid: z.number(),
          maxConsumers: z.number(),
          routers: z.array(
            z.object({
              routerId: z.string(),
              producers: z.number(),
              rates: z.object({ received: z.number(), sent: z.number() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

async function top(...args: string[]) {
  const env = { ...process.env, OPERATOR_TOKEN: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '--once', ...args], { env });
  return stdout;
}

describe('npm run top', () => {
  const people = new People();
  let cluster: LocalCluster;
  const url = () => cluster.server(0).url;

  beforeAll(async () => {
    cluster = await LocalCluster.start({ servers: 2, each: { limits: { heartbeatMs: 200 } } });
  });
  afterAll(async () => {
    people.closeAll();
    await cluster.close();
  });

  it('TOP-2: shows all servers of a cluster, their workers and routers, and what flows now (002-19, 003-12, 003-33)', async () => {
    const meeting = await cluster.createMeeting();
    await people.join(cluster.server(0), meeting, { name: 'Ada', send: { layers: 0 } });
    await people.join(cluster.server(0), meeting, { name: 'Bob', send: { layers: 0 } });
    const { server } = cluster.server(0);
    const [router] = server.pool.workers.flatMap(({ routers }) => routers);

    const reading = await waitFor('sound to flow', async () => {
      const next = Reading.parse(JSON.parse(await top('--json', '--url', url())));
      const shown = next.servers[0]?.workers.flatMap(({ routers }) => routers)[0];
      return shown !== undefined && shown.rates.received > 0 && shown.rates.sent > 0 ? next : undefined;
    });
    expect(reading.map.participants.map(({ serverId }) => serverId)).toEqual([
      server.serverId,
      server.serverId,
    ]);
    // One address leads to all of them.
    expect(reading.servers.map(({ serverId, workers }) => [serverId, workers.map(({ pid }) => pid)])).toEqual(
      cluster.servers.map((each) => [each.server.serverId, each.server.pool.workers.map(({ pid }) => pid)]),
    );
    expect(reading.servers[0]?.workers[0]?.routers).toMatchObject([{ routerId: router?.id, producers: 2 }]);

    const text = await top('--url', url());
    expect(text).toMatch(/^Convene {2}2 servers {2}2 people/);
    expect(text).toContain(router?.id.slice(0, 8));
    for (const worker of server.pool.workers) expect(text).toContain(String(worker.pid));
  });

  it('TOP-3: says of a server that does not answer why, and ends with an error when none does', async () => {
    const nobody = 'http://127.0.0.1:9';
    expect(await top('--url', url(), '--url', nobody)).toContain(`${nobody}: `);
    await expect(top('--url', nobody)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining(nobody),
    });
    await expect(top('--data', '/nowhere')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Convene does not run from /nowhere'),
    });
  });

  it('TOP-6: reads again and again, and ends at a signal with code 0', async () => {
    const args = ['--json', '--every', '0.2', '--url', url()];
    const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const times: number[] = [];
    for await (const line of createInterface(child.stdout)) {
      times.push(z.object({ at: z.number() }).parse(JSON.parse(line)).at);
      if (times.length === 3) child.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it('TOP-7: names the token to servers that ask for it (DESIGN §7)', async () => {
    const guarded = await LocalCluster.start({ servers: [{ operatorToken: TOKEN }] });
    try {
      const env = { ...process.env, OPERATOR_TOKEN: 'another-token' };
      const args = [SCRIPT, '--once', '--url', guarded.server(0).url];
      const asked = promisify(execFile)(process.execPath, args, { env });
      await expect(asked).rejects.toMatchObject({ stdout: expect.stringContaining('OPERATOR_TOKEN') });
      const rightly = await promisify(execFile)(process.execPath, args, {
        env: { ...env, OPERATOR_TOKEN: TOKEN },
      });
      expect(rightly.stdout).toContain('test-0');
    } finally {
      await guarded.close();
    }
  });

  it('TOP-8: asks servers of this machine over TLS too, though their certificate names another address', async () => {
    const authority = await TestAuthority.create();
    const tls = await authority.issue(['192.0.2.1']);
    const secure = await LocalCluster.start({ servers: [{ tls }] });
    try {
      const { url } = secure.server(0);
      expect(url).toMatch(/^https:/);
      expect(await top('--url', url)).toContain('test-0  ready');
    } finally {
      await secure.close();
    }
  });
});
