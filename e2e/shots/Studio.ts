import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { launchChromium, type Devices } from '../support/chromium.ts';
import { atRest } from './atRest.ts';
import { cameraFilm } from './cameraFilm.ts';
import { drawScreen } from './ownScreen.ts';

/** How each screen is looked at. */
export const LOOKS = [
  { look: 'desktop-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { look: 'desktop-light', width: 1440, height: 900, colorScheme: 'light' },
  { look: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
  { look: 'phone-light', width: 390, height: 844, colorScheme: 'light' },
] as const;

/** Chromium names a camera that plays a file by its path. */
function nameCamera(): void {
  for (const prototype of [MediaDeviceInfo.prototype, MediaStreamTrack.prototype]) {
    const property = Object.getOwnPropertyDescriptor(prototype, 'label');
    Object.defineProperty(prototype, 'label', {
      get() {
        const label: unknown = property?.get?.call(this);
        return typeof label === 'string' && label.endsWith('.y4m') ? 'HD Webcam' : label;
      },
    });
  }
}

/** Takes pictures of pages. */
export class Studio {
  readonly #url: string;
  readonly #folder: string;
  readonly #browsers = new Map<Devices, Promise<Browser>>();
  readonly taken: string[] = [];

  constructor({ url, folder }: { url: string; folder: string }) {
    this.#url = url;
    this.#folder = folder;
  }

  async open(devices: Devices = 'granted'): Promise<Page> {
    const launched =
      this.#browsers.get(devices) ??
      launchChromium(devices, devices === 'granted' ? { camera: cameraFilm(0) } : {});
    this.#browsers.set(devices, launched);
    const browser = await launched;
    const context = await browser.newContext({ baseURL: this.#url, viewport: LOOKS[0] });
    return this.tab(context);
  }

  /** One more tab of a browser profile. */
  async tab(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.setViewportSize(LOOKS[0]);
    await page.addInitScript(nameCamera);
    await page.addInitScript(drawScreen);
    page.on('pageerror', (error) => process.stderr.write(`page error: ${error.message}\n`));
    return page;
  }

  /** One picture in each look. `before` opens again what a change of size closes. */
  async shoot(page: Page, name: string, before?: () => Promise<void>): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    const cdp = await page.context().newCDPSession(page);
    for (const { look, width, height, colorScheme } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      const touch = look.startsWith('phone');
      await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: touch });
      await page.setViewportSize({ width, height });
      await before?.();
      await page.mouse.move(width / 2, 3);
      await atRest(page);
      await page.screenshot({ path: join(this.#folder, `${name}.${look}.png`) });
    }
    await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await cdp.detach();
    this.taken.push(name);
    process.stderr.write(`${name}\n`);
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers.values()) await (await browser).close();
  }
}
