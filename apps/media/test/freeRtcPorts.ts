import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;

/** A base below which `workers` ranges of `width` ports are free; random, because test files run side by side. */
export async function freeRtcPorts(workers: number, width: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const base = FIRST + Math.floor(Math.random() * (LAST - FIRST - workers * width));
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
