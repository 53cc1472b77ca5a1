import { isPortFree, isUdpPortFree } from '../lib/ports.mjs';

/** The first of some neighbouring ports that are free for TCP and UDP. */
export async function findFreePorts(count: number, from: number, to: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = from + Math.floor(Math.random() * (to - from - count));
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(
      ports.map(async (port) => (await isPortFree(port)) && (await isUdpPortFree(port, '127.0.0.1'))),
    );
    if (free.every(Boolean)) return first;
  }
  throw new Error(`Found no ${count} neighbouring free ports from ${from} to ${to}`);
}
