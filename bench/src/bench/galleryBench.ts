import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { Ground } from '../drill/Drill.ts';
import { RunningConvene } from '../drill/RunningConvene.ts';
import { HeadlessParticipant } from '../HeadlessParticipant.ts';
import { HttpWeb } from '../HttpWeb.ts';
import type { Bench } from './Bench.ts';
import { type BenchRow, holdsUnder } from './BenchRow.ts';
import { estimate, type Estimate, mean, p95 } from './estimate.ts';
import {
  enlarge,
  installGalleryProbe,
  makeSmall,
  picturesShown,
  receivedVideoBytes,
  setInBackground,
  showAgain,
  silentAfterHiding,
} from './galleryPage.ts';
import { launchBrowser } from './launchBrowser.ts';

/** Less is told to senders after five seconds, and then encoders follow. */
const SETTLE_MS = 12_000;
const WINDOW_MS = 2000;
const WINDOWS = 5;
const TRIALS = 10;
const HIDDEN_TAB_TRIALS = 3;
/** Long enough for demand to have everything switched off. */
const HIDDEN_MS = 8000;
const JOINS_AT_A_TIME = 4;
const ENCODED_MS = 4000;
const MOST_MS = 15_000;
const DEADLINE_MS = 60_000;

const FILLED =
  'senders are headless: their lowest layer has all the bits and frames that it may have, the higher ones few';

/** The gallery of DESIGN §9: what a real browser receives of many tiles, and how fast a layer follows a tile. */
export const galleryBench: Bench = {
  id: 'B7',
  what: 'gallery of 25 and 49 tiles, enlarged tile, hidden tile and tab',
  run: async (ground) => {
    const convene = await RunningConvene.start({ ground, servers: 1, workers: 1, env: {} });
    const browser = await launchBrowser();
    try {
      const rows = [...(await smallGallery(convene.url, browser, ground))];
      rows.push(await bytesOf(convene.url, browser, { ground, tiles: 49, target: 4 }));
      return rows;
    } finally {
      await browser.close();
      await convene.stop();
      convene.kill();
    }
  },
};

type Gallery = {
  readonly page: Page;
  readonly people: readonly HeadlessParticipant[];
  readonly slug: string;
  readonly end: () => Promise<void>;
};

/** One viewer at a browser, and so many people whom they see that all tiles are filled. */
async function openGallery(
  url: string,
  browser: Browser,
  { ground, tiles }: { ground: Ground; tiles: number },
): Promise<Gallery> {
  const { slug } = await new HttpWeb(url).createMeeting(`Gallery of ${tiles}`);
  const people: HeadlessParticipant[] = [];
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const end = async () => {
    await context.close();
    await Promise.allSettled(people.map((person) => person.leave()));
  };
  try {
    ground.say(`${tiles} tiles: people sit down`);
    const names = Array.from({ length: tiles - 1 }, (_, index) => `P${index + 1}`).values();
    const joinSome = async () => {
      for (const name of names) {
        ground.stop.throwIfAborted();
        const send = { audio: false, fps: 30, fills: true };
        people.push(await HeadlessParticipant.join({ web: url, slug, name, send, receive: 'none' }));
      }
    };
    await Promise.all(Array.from({ length: JOINS_AT_A_TIME }, joinSome));
    const page = await context.newPage();
    await installGalleryProbe(page);
    await page.goto(`${url}/m/${slug}`);
    await page.getByRole('textbox', { name: 'Your name' }).fill('Viewer');
    await page.getByRole('button', { name: 'Join now' }).click();
    await until('all pictures', async () => (await picturesShown(page)) >= tiles - 1);
    await delay(SETTLE_MS);
    return { page, people, slug, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${DEADLINE_MS} ms for ${what}`);
    await delay(200);
  }
}

async function bytesOf(
  url: string,
  browser: Browser,
  options: { ground: Ground; tiles: number; target: number },
): Promise<BenchRow> {
  const gallery = await openGallery(url, browser, options);
  try {
    return await measureBytes(gallery, options);
  } finally {
    await gallery.end();
  }
}

async function measureBytes(
  { page }: Gallery,
  { tiles, target }: { tiles: number; target: number },
): Promise<BenchRow> {
  const rates: number[] = [];
  let before = { bytes: await receivedVideoBytes(page), at: performance.now() };
  for (let window = 0; window < WINDOWS; window += 1) {
    await delay(WINDOW_MS);
    const now = { bytes: await receivedVideoBytes(page), at: performance.now() };
    rates.push(((now.bytes - before.bytes) * 8) / (now.at - before.at) / 1000);
    before = now;
  }
  return row(`gallery of ${tiles} tiles: video received`, estimate(rates, mean), {
    unit: 'Mbit/s',
    target,
    note: `1920×1080, ${tiles - 1} cameras and the viewer; ${FILLED}`,
  });
}

/** The gallery of 25, and what follows of its tiles. */
async function smallGallery(url: string, browser: Browser, ground: Ground): Promise<readonly BenchRow[]> {
  const gallery = await openGallery(url, browser, { ground, tiles: 25 });
  const { page, people, slug } = gallery;
  try {
    const rows = [await measureBytes(gallery, { tiles: 25, target: 2 })];
    ground.say(JSON.stringify(rows));
    ground.say('tiles are hidden');
    const hidden = people.slice(0, TRIALS).map(({ name }) => silentAfterHiding(page, name));
    rows.push(
      row('hidden tile: its last packet', estimate(await Promise.all(hidden), p95), {
        unit: 'ms',
        target: 1000,
        note: `p95 of ${TRIALS} tiles`,
      }),
    );
    ground.say('tiles are enlarged');
    const switchedOff = await enlargeEach(page, people.slice(0, TRIALS));
    ground.say(JSON.stringify(switchedOff.map(Math.round)));
    const watcher = await watch(url, slug, people.slice(-TRIALS));
    const encoded = await enlargeEach(page, people.slice(-TRIALS));
    await watcher.leave();
    rows.push(
      row('enlarged tile, its layer already encoded', estimate(encoded, p95), {
        unit: 'ms',
        target: 500,
        note: `p95 of ${TRIALS} tiles, from the new size to the first picture of 1280 × 720; ${FILLED}`,
      }),
      row('enlarged tile, its layer switched off by demand', estimate(switchedOff, p95), {
        unit: 'ms',
        target: 4000,
        note: `the same; nobody had asked for the layer for five seconds and more`,
      }),
      await hiddenTab(gallery, ground),
    );
    return rows;
  } finally {
    await gallery.end();
  }
}

/** Somebody else looks at these large. */
async function watch(
  url: string,
  slug: string,
  watched: readonly HeadlessParticipant[],
): Promise<HeadlessParticipant> {
  const send = { audio: false, layers: 0 } as const;
  const watcher = await HeadlessParticipant.join({ web: url, slug, name: 'Watcher', send });
  watcher.draw({ visible: false });
  try {
    await lookAt(watcher, watched);
    return watcher;
  } catch (error) {
    watcher.close();
    throw error;
  }
}

async function lookAt(watcher: HeadlessParticipant, watched: readonly HeadlessParticipant[]): Promise<void> {
  const ids = new Set(watched.map(({ snapshot }) => snapshot.self?.participantId));
  const streams = () =>
    [...watcher.snapshot.streams.values()].filter(({ participantId }) => ids.has(participantId));
  await until('the streams to watch', async () => streams().length === watched.length);
  for (const { streamId } of streams()) {
    watcher.draw({ width: 1280, height: 720, visible: true, quality: 'high' }, streamId);
  }
  const isWhole = (person: HeadlessParticipant) =>
    person.report().sent.some(({ source, layers }) => source === 'camera' && layers.at(-1)?.active === true);
  await until('their high layers', async () => watched.every(isWhole));
  // A layer that begins again is left out by mediasoup for two seconds.
  await delay(ENCODED_MS);
}

async function enlargeEach(page: Page, people: readonly HeadlessParticipant[]): Promise<number[]> {
  const took: number[] = [];
  for (const { name } of people) {
    took.push(await enlarge(page, name, MOST_MS));
    await makeSmall(page, name);
    await delay(300);
  }
  return took;
}

async function hiddenTab({ page, people }: Gallery, ground: Ground): Promise<BenchRow> {
  ground.say('the tab goes into the background');
  const large = people[0]?.name ?? '';
  await enlarge(page, large, MOST_MS);
  const took: number[] = [];
  for (let trial = 0; trial < HIDDEN_TAB_TRIALS; trial += 1) {
    await setInBackground(page, true);
    ground.stop.throwIfAborted();
    await delay(HIDDEN_MS);
    took.push(await showAgain(page, large, MOST_MS));
    await delay(1000);
  }
  return row('hidden tab shown: full quality', estimate(took, p95), {
    unit: 'ms',
    target: 4000,
    note: `the longest of ${HIDDEN_TAB_TRIALS}, hidden for ${HIDDEN_MS / 1000} s each: every tile has a new picture, and the large one 1280 × 720`,
  });
}

function row(
  what: string,
  { value, interval }: Estimate,
  { unit, target, note }: { unit: string; target: number; note: string },
): BenchRow {
  const [low, high] = interval;
  const rounded: [number, number] = [round(low), round(high)];
  return {
    id: 'B7',
    what,
    value: round(value),
    interval: rounded,
    unit,
    target,
    holds: holdsUnder(rounded, target),
    note,
  };
}

const round = (value: number): number => Number(value.toPrecision(4));
