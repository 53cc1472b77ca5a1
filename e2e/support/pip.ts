import type { Page } from '@playwright/test';

/** What the picture-in-picture window shows; undefined when there is none. */
export function inPip(page: Page): Promise<{ group: string; playing: boolean } | undefined> {
  return page.evaluate(() => {
    const { documentPictureInPicture } = window as { documentPictureInPicture?: { window: Window | null } };
    const pip = documentPictureInPicture?.window;
    if (pip === undefined || pip === null) return undefined;
    const video = pip.document.querySelector('video');
    const group = pip.document.querySelector('p')?.textContent ?? '';
    return { group, playing: video !== null && video.readyState >= 2 && !video.paused };
  });
}

export async function clickInPip(page: Page, name: string): Promise<void> {
  await page.evaluate((label) => {
    const { documentPictureInPicture } = window as { documentPictureInPicture?: { window: Window | null } };
    const buttons = [...(documentPictureInPicture?.window?.document.querySelectorAll('button') ?? [])];
    buttons.find((button) => button.getAttribute('aria-label') === label)?.click();
  }, name);
}
