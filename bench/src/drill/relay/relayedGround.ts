import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ground } from '../Drill.ts';
import { RelayedServers } from './RelayedServers.ts';

/** Announced by all servers in the place of 127.0.0.1: they are told apart by their ports. */
const ADDRESS = '127.0.1.1';

/** What is looked at of `run.json`. */
const Run = z.object({ servers: z.array(z.object({ pid: z.optional(z.number()) })) });

/**
 * Puts relays between the servers of a Convene that is going to run. Answers with what it has to be told of them.
 * @throws where loopback has one address alone, and nothing says which process has a connection
 */
export async function relayServers(
  { webPort, rtcBasePort, rtcPortsPerWorker, dataDir }: Ground,
  { servers, workers }: { readonly servers: number; readonly workers: number },
): Promise<{ readonly relays: RelayedServers; readonly env: Readonly<Record<string, string>> }> {
  if (process.platform !== 'linux') throw new Error('This drill needs Linux.');
  const pidOf = (index: number) => Run.parse(readJson(join(dataDir, 'run.json'))).servers[index]?.pid;
  const relays = await RelayedServers.start(
    Array.from({ length: servers }, (_, index) => ({
      name: serverName(index),
      address: ADDRESS,
      linkPort: webPort + 1 + index,
      pipePorts: Array.from({ length: workers }, (_, worker) => {
        const first = rtcBasePort + (index * workers + worker) * rtcPortsPerWorker;
        // The first one is for clients.
        return Array.from({ length: rtcPortsPerWorker - 1 }, (_, port) => first + 1 + port);
      }).flat(),
      pid: () => pidOf(index),
    })),
  );
  return {
    relays,
    env: { LINK_URL: `http://${ADDRESS}:${webPort + 1}`, PIPE_ANNOUNCED_IP: ADDRESS },
  };
}

/** By which `RelayedServers` knows the server of this index. */
export const serverName = (index: number): string => `server ${index}`;

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
