import { setTimeout as delay } from 'node:timers/promises';

/** Polls until `read` answers something; else fails saying what is missing. */
export async function eventually<T>(
  missing: string,
  read: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 10_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`still missing after ${timeoutMs} ms: ${missing}`);
    await delay(20);
  }
}
