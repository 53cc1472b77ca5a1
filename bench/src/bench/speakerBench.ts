import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { Ground } from '../drill/Drill.ts';
import { RunningConvene } from '../drill/RunningConvene.ts';
import { HttpWeb } from '../HttpWeb.ts';
import type { Bench } from './Bench.ts';
import { type BenchRow, holdsUnder } from './BenchRow.ts';
import { estimate, median, p95 } from './estimate.ts';
import { launchBrowser } from './launchBrowser.ts';
import { installEars, installVoice, isSilent, notice, type Noticed } from './speakerPage.ts';

const UTTERANCES = 12;
const MOST_MS = 6000;
const SPEAKS_MS = 600;
/** Between two who take turns: long enough for marks to go, short enough for a conversation. */
const PAUSE_MS = 400;
const DEADLINE_MS = 30_000;
const TARGET_MS = 1000;

/** How soon those who listen see who has begun to speak: real browsers, three people of whom two take turns. */
export const speakerBench: Bench = {
  id: 'B11',
  what: 'who begins to speak is marked, and large',
  run: async (ground) => {
    const rows: BenchRow[] = [];
    for (const servers of [1, 2]) rows.push(...(await measure(ground, servers)));
    return rows;
  },
};

async function measure(ground: Ground, servers: number): Promise<readonly BenchRow[]> {
  const convene = await RunningConvene.start({ ground, servers, workers: 1, env: {} });
  const browser = await launchBrowser();
  try {
    const { slug } = await new HttpWeb(convene.url).createMeeting('A conversation');
    const seat = async (name: string) => sit(browser, { url: `${convene.url}/m/${slug}`, name });
    const listener = await seat('Ada');
    const speakers = [await seat('Bob'), await seat('Cid')];
    await listener.keyboard.press('l');
    await listener.keyboard.press('l');
    return rowsOf(await converse(listener, speakers, ground), servers);
  } finally {
    await browser.close();
    await convene.stop();
    convene.kill();
  }
}

async function sit(browser: Browser, { url, name }: { url: string; name: string }): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await installEars(page);
  await installVoice(page);
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.getByRole('button', { name: 'Join now' }).click();
  await page.getByRole('toolbar', { name: 'Meeting controls' }).waitFor();
  return page;
}

type Utterance = { readonly heard: number; readonly marked: number; readonly large: number };

/** Both speak in turn. */
async function converse(
  listener: Page,
  speakers: readonly Page[],
  { say, stop }: Ground,
): Promise<readonly Utterance[]> {
  const utterances: Utterance[] = [];
  // The first of each finds decoders and routers as they were before anybody spoke.
  for (let turn = -speakers.length; turn < UTTERANCES; turn += 1) {
    stop.throwIfAborted();
    const which = (turn + speakers.length) % speakers.length;
    const speaker = speakers[which];
    if (speaker === undefined) throw new Error('nobody speaks');
    await silence(listener);
    const noticed = notice(listener, ['Bob', 'Cid'][which] ?? '', MOST_MS);
    const spokeAt = await speaker.evaluate(() => window.voice.speak());
    const took = after(await noticed, spokeAt);
    await delay(SPEAKS_MS);
    await speaker.evaluate(() => window.voice.silence());
    say(JSON.stringify(took));
    if (turn >= 0) utterances.push(took);
  }
  return utterances;
}

const after = ({ heardAt, markedAt, largeAt }: Noticed, spokeAt: number): Utterance => ({
  heard: Math.min(heardAt - spokeAt, MOST_MS),
  marked: Math.min(markedAt - spokeAt, MOST_MS),
  large: Math.min(largeAt - spokeAt, MOST_MS),
});

async function silence(listener: Page): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!(await isSilent(listener))) {
    if (performance.now() > end) throw new Error(`somebody is still heard after ${DEADLINE_MS} ms`);
    await delay(100);
  }
  await delay(PAUSE_MS);
}

function rowsOf(utterances: readonly Utterance[], servers: number): readonly BenchRow[] {
  const where = servers === 1 ? 'one server' : `${servers} servers`;
  const row = (what: string, which: keyof Utterance, target: number | null): BenchRow => {
    const took = utterances.map((each) => each[which]);
    const { value, interval } = estimate(took, p95);
    return {
      id: 'B11',
      what: `${what}, ${where}`,
      value,
      interval,
      unit: 'ms',
      target,
      holds: target === null ? null : holdsUnder(interval, target),
      note: `p95 of ${took.length} utterances by two who take turns, from the first sound; half of them within ${estimate(took, median).value} ms`,
    };
  };
  return [
    row('voice heard (the baseline: nothing can be seen before)', 'heard', null),
    row('speaker marked', 'marked', TARGET_MS),
    row('speaker large in the speaker view', 'large', TARGET_MS),
  ];
}
