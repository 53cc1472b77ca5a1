import type { Page, Response } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { negotiationTimes, standingConnections } from './support/probe.ts';
import { expect, test } from './support/test.ts';

const LIMIT = 250_000;

/** Every script that the page asks for, from now on. */
function collectScripts(page: Page): readonly Response[] {
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response);
  });
  return scripts;
}

/**
 * Waits until both transports stand. Answers when the later one was negotiated: from then on the warm lobby waits for
 * packets alone and for no script.
 */
async function untilWarm(page: Page): Promise<number> {
  const message = 'connected transports of the lobby';
  await expect.poll(() => standingConnections(page), { message }).toBe(2);
  return Math.max(...(await negotiationTimes(page)));
}

async function weigh(script: Response): Promise<{ path: string; size: number }> {
  return { path: new URL(script.url()).pathname, size: gzipSync(await script.body()).length };
}

test('WEIGHT-1: at most 250 kB of script (gzip) until the lobby is warm (DESIGN §9)', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  const fresh = await person('Bob');
  const scripts = collectScripts(fresh.page);
  await fresh.openLobby(path);
  const warmAt = await untilWarm(fresh.page);
  await expect(fresh.button('Join now')).toBeEnabled();

  const needed = scripts.filter((script) => script.request().timing().startTime <= warmAt);
  const weights = await Promise.all(needed.map(weigh));
  const total = weights.reduce((sum, { size }) => sum + size, 0);
  const list = weights.sort((a, b) => b.size - a.size).map(({ path: file, size }) => `${size} ${file}`);
  // Less than the framework alone weighs would mean that something was not seen.
  expect(total, list.join('\n')).toBeGreaterThan(100_000);
  expect(total, list.join('\n')).toBeLessThanOrEqual(LIMIT);
});
