import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { Ground } from '../drill/Drill.ts';
import { RunningConvene } from '../drill/RunningConvene.ts';
import { HeadlessParticipant } from '../HeadlessParticipant.ts';
import type { Bench } from './Bench.ts';
import { type BenchRow, holdsUnder } from './BenchRow.ts';
import { estimate, type Estimate, mean, p95 } from './estimate.ts';
import { type Gallery, openGallery, until } from './gallery.ts';
import {
  enlarge,
  makeSmall,
  receivedVideo,
  setInBackground,
  showAgain,
  silentAfterHiding,
  turnPage,
} from './galleryPage.ts';
import { launchBrowser } from './launchBrowser.ts';

const WINDOW_MS = 2000;
const WINDOWS = 5;
const TRIALS = 10;
const HIDDEN_TAB_TRIALS = 3;
/** Long enough for demand to have everything switched off. */
const HIDDEN_MS = 8000;
const ENCODED_MS = 4000;
const MOST_MS = 15_000;
const SMALL_SCREEN = { width: 640, height: 480 };
const PAGE_TRIALS = 8;

const FILLED =
  'senders are headless: their lowest layer has all the bits and frames that it may have, in three temporal layers as an encoder makes them, the higher ones few';

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
  { ground, tiles, target }: { ground: Ground; tiles: number; target: number },
): Promise<BenchRow> {
  const rates: number[] = [];
  const probes: number[] = [];
  const first = { ...(await receivedVideo(page)), at: performance.now() };
  let before = first;
  for (let window = 0; window < WINDOWS; window += 1) {
    await delay(WINDOW_MS);
    const now = { ...(await receivedVideo(page)), at: performance.now() };
    const megabits = (bytes: number) => (bytes * 8) / (now.at - before.at) / 1000;
    rates.push(megabits(now.bytes - before.bytes));
    probes.push(megabits(now.probes - before.probes));
    before = now;
  }
  const seconds = (before.at - first.at) / 1000;
  const perTile = (before.frames - first.frames) / seconds / (tiles - 1);
  ground.say(`${tiles} tiles: ${JSON.stringify(before)}`);
  return row(`gallery of ${tiles} tiles: video received`, estimate(rates, mean), {
    unit: 'Mbit/s',
    target,
    note: `1920×1080, ${tiles - 1} cameras and the viewer, ${round(perTile)} frames per second of each; beside it ${round(mean(probes))} Mbit/s of empty packets by which mediasoup looks for room; ${FILLED}`,
  });
}

/** The gallery of 25, and what follows of its tiles. */
async function smallGallery(url: string, browser: Browser, ground: Ground): Promise<readonly BenchRow[]> {
  const gallery = await openGallery(url, browser, { ground, tiles: 25 });
  const { page, people, slug } = gallery;
  try {
    const rows = [await measureBytes(gallery, { ground, tiles: 25, target: 2 })];
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
      await turnedPage(gallery, ground),
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

/** On a screen so small that a page has few tiles, there and back: the first time nobody has looked at those yet. */
async function turnedPage({ page }: Gallery, ground: Ground): Promise<BenchRow> {
  ground.say('pages are turned');
  await page.setViewportSize(SMALL_SCREEN);
  await delay(HIDDEN_MS);
  const took: number[] = [];
  for (let trial = 0; trial < PAGE_TRIALS; trial += 1) {
    took.push(await turnPage(page, trial % 2 === 0 ? 'Next page' : 'Previous page', MOST_MS));
    // Demand has everything off by then that is not in view.
    await delay(HIDDEN_MS);
  }
  ground.say(JSON.stringify(took.map(Math.round)));
  return row('page turned: all its pictures', estimate(took, p95), {
    unit: 'ms',
    target: 1000,
    note: `p95 of ${PAGE_TRIALS} turns, from the click until each picture of the page has shown a frame; nobody had looked at them for ${HIDDEN_MS / 1000} s`,
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
