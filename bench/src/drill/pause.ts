import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** @throws when the drill is stopped meanwhile */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stop });
}

/** Polls until nothing is missing any more; answers what still is when the time is over. */
export async function untilNothing(
  missing: () => readonly string[] | Promise<readonly string[]>,
  { ms, stop }: { readonly ms: number; readonly stop: AbortSignal },
): Promise<readonly string[]> {
  const deadline = performance.now() + ms;
  for (;;) {
    const left = await missing();
    if (left.length === 0 || performance.now() >= deadline) return left;
    await pause(POLL_MS, stop);
  }
}
