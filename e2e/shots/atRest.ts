import type { Page } from '@playwright/test';

const DEADLINE_MS = 20_000;
/** Looks that must be the same: a layer that follows a tile's new size comes within half a second. */
const SAME_LOOKS = 4;
const LOOK_EVERY_MS = 150;

/** What was seen of a page so far: it is kept in the page. */
type Rest = { missing: string; shape: string; same: number };

/**
 * Waits until a page may be photographed: fonts are there, what moves once has come to rest, every picture in view that plays
 * something has decoded a frame, and neither tiles nor the resolution of their pictures change any more.
 */
export async function atRest(page: Page): Promise<void> {
  const rest = await page.evaluateHandle((): Rest => ({ missing: 'a look', shape: '', same: 0 }));
  try {
    const looks = { rest, enough: SAME_LOOKS };
    await page.waitForFunction(look, looks, { polling: LOOK_EVERY_MS, timeout: DEADLINE_MS });
  } catch (error) {
    const { missing, shape } = await rest.jsonValue();
    throw new Error(`not at rest after ${DEADLINE_MS} ms: ${missing || shape}`, { cause: error });
  } finally {
    await rest.dispose();
  }
}

/** Waits until nothing is told in passing any more. */
export async function greetingsOver(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main [aria-live="polite"] > p')].every(
      (each) => !each.className.includes('animate-rise'),
    ),
  );
}

/** Waits until these people have a tile, and those of them in view who have a camera a picture. */
export async function everybodySeen(
  page: Page,
  { tiles, withoutCamera }: { tiles: number; withoutCamera: readonly string[] },
): Promise<void> {
  await page.waitForFunction(
    ({ count, without }) => {
      const shown = [...document.querySelectorAll('main [role="group"][data-participant-id]')];
      return (
        shown.length === count &&
        shown
          .filter(
            (tile) => getComputedStyle(tile).visibility === 'visible' && tile.getClientRects().length > 0,
          )
          .filter((tile) => !without.includes(tile.getAttribute('aria-label') ?? ''))
          .every((tile) => (tile.querySelector('video')?.videoWidth ?? 0) > 0)
      );
    },
    { count: tiles, without: withoutCamera },
    { timeout: DEADLINE_MS },
  );
}

/** Waits until the screen that somebody shares is seen. */
export async function screenSeen(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (label) => {
      const tile = [...document.querySelectorAll('main [role="group"]')].find(
        (each) => each.getAttribute('aria-label') === label,
      );
      return (tile?.querySelector('video')?.videoWidth ?? 0) > 0;
    },
    `${name}’s screen`,
    { timeout: DEADLINE_MS },
  );
}

/** In the page: looks once more, and answers whether it was often enough the same. */
function look({ rest, enough }: { rest: Rest; enough: number }): boolean {
  const moving = document
    .getAnimations()
    .filter(
      ({ playState, effect }) =>
        playState === 'running' && Number(effect?.getComputedTiming().endTime) !== Infinity,
    );
  const videos = [...document.querySelectorAll('video')].filter(
    (video) =>
      video.srcObject !== null &&
      video.getClientRects().length > 0 &&
      getComputedStyle(video).visibility === 'visible' &&
      getComputedStyle(video).opacity !== '0',
  );
  const blank = videos.filter(({ readyState, videoWidth }) => readyState < 2 || videoWidth === 0);
  const reasons = [
    document.fonts.status === 'loading' ? 'fonts' : '',
    moving.length > 0 ? `${moving.length} animations` : '',
    blank.length > 0 ? `${blank.length} pictures` : '',
    [...document.images].every(({ complete }) => complete) ? '' : 'images',
  ];
  const shape = videos.map((video) => {
    const { x, y, width } = video.getBoundingClientRect();
    return `${video.videoWidth}@${Math.round(x)},${Math.round(y)},${Math.round(width)}`;
  });
  const before = rest.shape;
  rest.missing = reasons.filter((each) => each !== '').join(', ');
  rest.shape = shape.join(' ');
  rest.same = rest.missing === '' && rest.shape === before ? rest.same + 1 : 0;
  // Where no picture plays, nothing follows later.
  return rest.missing === '' && (rest.shape === '' || rest.same >= enough);
}
