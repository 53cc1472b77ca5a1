import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { Ground } from '../drill/Drill.ts';
import { HeadlessParticipant } from '../HeadlessParticipant.ts';
import { HttpWeb } from '../HttpWeb.ts';
import { installGalleryProbe, picturesShown } from './galleryPage.ts';

/** Less is told to senders after five seconds, and then encoders follow. */
const SETTLE_MS = 12_000;
const JOINS_AT_A_TIME = 4;
const DEADLINE_MS = 60_000;

export type Gallery = {
  readonly page: Page;
  readonly people: readonly HeadlessParticipant[];
  readonly slug: string;
  readonly end: () => Promise<void>;
};

/** One viewer at a browser, and so many people whom they see that all tiles are filled. */
export async function openGallery(
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

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${DEADLINE_MS} ms for ${what}`);
    await delay(200);
  }
}
