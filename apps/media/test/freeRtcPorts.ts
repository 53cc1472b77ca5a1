import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;
/** As many test files may run side by side, each with a stretch of its own: a relay binds all ports of a range. */
const STRETCHES = 4;
const STRETCH = (LAST - FIRST) / STRETCHES;

/** What is handed out next: no two servers of a test have a port in common. It begins anywhere, since ports may linger. */
let next: number | undefined;

/** A base from which `workers` ranges of `width` ports each may be used. */
export async function freeRtcPorts(workers: number, width: number): Promise<number> {
  const first = FIRST + STRETCH * (Number(process.env['VITEST_POOL_ID'] ?? 0) % STRETCHES);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    next ??= first + Math.floor(Math.random() * STRETCH);
    const base = next + workers * width <= first + STRETCH ? next : first;
    next = base + workers * width;
    const clientPorts = Array.from({ length: workers }, (_, index) => base + index * width);
    const free = await Promise.all(clientPorts.map(isFree));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free RTC ports found');
}

async function isFree(port: number): Promise<boolean> {
  const tcp = createServer();
  const udp = createSocket('udp4');
  try {
    tcp.listen(port, '127.0.0.1');
    udp.bind(port, '127.0.0.1');
    await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
    await Promise.all([once(tcp.close(), 'close'), once(udp.close(), 'close')]);
    return true;
  } catch {
    tcp.close();
    udp.close();
    return false;
  }
}
