import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from '@playwright/test';

/** Of each such moment the pages may run for the first part, and stand still for the rest. */
const MOMENT_MS = 50;

/**
 * From now on the pages of a browser get little of the processor, as on a computer that has much else to do; nothing else on this
 * machine is slowed down. Answers how to end it.
 */
export async function slowDown(browser: Browser | null, runMs: number): Promise<() => Promise<void>> {
  if (browser === null) throw new Error('the browser is gone');
  const pids = await pagesOf(browser);
  const ending = new AbortController();
  const slowed = stutter(pids, runMs, ending.signal);
  return async () => {
    ending.abort();
    await slowed;
  };
}

/** The processes in which pages run, and encode and decode. */
async function pagesOf(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function stutter(pids: readonly number[], runMs: number, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    signal(pids, 'SIGSTOP');
    await sleep(MOMENT_MS - runMs);
    signal(pids, 'SIGCONT');
    await sleep(runMs);
  }
}

function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // A page that was closed.
    }
  }
}
