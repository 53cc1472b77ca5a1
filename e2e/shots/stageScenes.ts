import type { Page } from '@playwright/test';
import { greetingsOver, screenSeen } from './atRest.ts';
import { endOwnShare, shareOwn } from './ownScreen.ts';
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

/** Who speaks is large. */
const speakerView = (tiles: number): Scene => ({
  name: `stage-speaker-${tiles}`,
  tiles,
  shoot: async (stage, name) => {
    const { page } = await stage.inMeeting(tiles);
    await choose(page, 'Speaker');
    await stage.studio.shoot(page, name);
    await choose(page, 'Auto');
  },
});

/** Two people share their screens at once. */
const twoScreens = (tiles: number): Scene => ({
  name: `stage-twoScreens-${tiles}`,
  tiles,
  shoot: async (stage, name) => {
    const { page, crowd } = await stage.inMeeting(tiles);
    const sharing = crowd.people.slice(0, 2);
    for (const each of sharing) await each.startScreenShare();
    for (const each of sharing) await screenSeen(page, each.name);
    await greetingsOver(page);
    await stage.studio.shoot(page, name);
    for (const each of sharing) await each.stopScreenShare();
  },
});

/** Of two people both share. */
const bothShare: Scene = {
  name: 'stage-bothShare-2',
  tiles: 2,
  shoot: async (stage, name) => {
    const { page, crowd } = await stage.inMeeting(2);
    const [other] = crowd.people;
    await other?.startScreenShare();
    await screenSeen(page, other?.name ?? '');
    await shareOwn(page);
    await greetingsOver(page);
    await stage.studio.shoot(page, name);
    await endOwnShare(page);
    await other?.stopScreenShare();
  },
};

/** The stage with choices of its person, which are taken back afterwards. */
export const stageScenes: readonly Scene[] = [
  {
    name: 'stage-floating',
    tiles: 2,
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(2);
      await choose(page, 'Floating');
      await stage.studio.shoot(page, name);
      await choose(page, 'In a tile');
    },
  },
  {
    name: 'stage-layout',
    tiles: 5,
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(5);
      await stage.studio.shoot(page, name, () => openLayout(page));
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'stage-tileMenu',
    tiles: 5,
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
  bothShare,
  ...[1, 2, 5, 9, 25, 49].map(speakerView),
  ...[3, 5, 9, 25, 49].map(twoScreens),
];
