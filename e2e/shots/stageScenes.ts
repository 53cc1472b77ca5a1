import type { Page } from '@playwright/test';
import type { Scene } from './Stage.ts';

const LARGEST_PHONE = 640;

/** Opens the choices of the layout: on a phone they are in the menu "More". */
async function openLayout(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  const isPhone = (page.viewportSize()?.width ?? 0) < LARGEST_PHONE;
  await page.getByRole('button', { name: isPhone ? 'More' : 'Layout', exact: true }).click();
  await page.getByRole('menu').waitFor();
}

async function choose(page: Page, name: string): Promise<void> {
  await openLayout(page);
  await page.getByRole('menuitemradio', { name, exact: true }).click();
}

/** The stage with choices of its person, which are taken back afterwards. */
export const stageScenes: readonly Scene[] = [
  {
    name: 'stage-floating',
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(2);
      await choose(page, 'Floating');
      await stage.studio.shoot(page, name);
      await choose(page, 'In a tile');
    },
  },
  {
    name: 'stage-layout',
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(5);
      await stage.studio.shoot(page, name, () => openLayout(page));
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'stage-tileMenu',
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(5);
      await stage.studio.shoot(page, name, async () => {
        await page.keyboard.press('Escape');
        await page.getByRole('group', { name: 'Grace Hopper', exact: true }).click({ button: 'right' });
        await page.getByRole('menu').waitFor();
      });
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'stage-twoScreens',
    shoot: async (stage, name) => {
      const { page, crowd } = await stage.inMeeting(5);
      const sharing = crowd.people.slice(0, 2);
      for (const each of sharing) await each.startScreenShare();
      await page.waitForTimeout(4000);
      await stage.studio.shoot(page, name);
      for (const each of sharing) await each.stopScreenShare();
    },
  },
  {
    name: 'stage-speaker',
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(9);
      await choose(page, 'Speaker');
      await stage.studio.shoot(page, name);
      await choose(page, 'Auto');
    },
  },
];
