import type { Page } from '@playwright/test';

/**
 * Says to the page what a browser says of a tab that goes into the background, or comes back: a browser that is driven keeps
 * every tab in front.
 */
export function setInBackground(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (isHidden ? 'hidden' : 'visible'),
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
