import type { Page } from '@playwright/test';
import { greetingsOver, screenSeen } from './atRest.ts';
import { endOwnShare, shareOwn } from './ownScreen.ts';
import type { Scene } from './Stage.ts';

const control = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Meeting controls' }).getByRole('button', { name, exact: true });

/** The meeting with so many tiles and nothing open. */
const tiles = (count: number): Scene => ({
  name: `meeting-${count}`,
  tiles: count,
  shoot: async (stage, name) => {
    const { page } = await stage.inMeeting(count);
    await stage.studio.shoot(page, name);
  },
});

type Opened = {
  readonly name: string;
  readonly tiles: number;
  readonly open: (page: Page) => Promise<void>;
  /** A change of size closes it. */
  readonly everyTime?: boolean;
};

/** The meeting with something open in it, which Escape closes. */
const opened = ({ name, tiles: count, open, everyTime = false }: Opened): Scene => ({
  name: `meeting-${name}`,
  tiles: count,
  shoot: async (stage, full) => {
    const { page } = await stage.inMeeting(count);
    const again = async () => {
      await page.keyboard.press('Escape');
      await open(page);
    };
    if (!everyTime) await open(page);
    await stage.studio.shoot(page, full, everyTime ? again : undefined);
    await page.keyboard.press('Escape');
  },
});

/** Somebody shares a screen. */
const share = (count: number): Scene => ({
  name: `meeting-share-${count}`,
  tiles: count,
  shoot: async (stage, name) => {
    const { page, crowd } = await stage.inMeeting(count);
    const [first] = crowd.people;
    first?.setVoiceLevel(20);
    await first?.startScreenShare();
    await screenSeen(page, first?.name ?? '');
    await greetingsOver(page);
    await stage.studio.shoot(page, name);
    await first?.stopScreenShare();
  },
});

/** This person shares a screen. */
const ownShare = (count: number): Scene => ({
  name: `meeting-ownShare-${count}`,
  tiles: count,
  shoot: async (stage, name) => {
    const { page } = await stage.inMeeting(count);
    await shareOwn(page);
    await stage.studio.shoot(page, name);
    await endOwnShare(page);
  },
});

/** A side panel, which its button opens and closes. */
const panel = (name: string, button: string, count: number): Scene => ({
  name: `meeting-${name}`,
  tiles: count,
  shoot: async (stage, full) => {
    const { page, crowd } = await stage.inMeeting(count);
    await page.getByRole('button', { name: button, exact: true }).first().click();
    if (button === 'Chat') {
      crowd.people[0]?.sendChat('Good morning! The plan is at https://example.org/plan-for-the-week');
      crowd.people[1]?.sendChat('Thanks. I will be five minutes late, my train stands before the station.');
      await page.getByRole('textbox', { name: 'Message' }).fill('No hurry, we begin with the numbers');
      await page.keyboard.press('Enter');
      crowd.people[2]?.sendChat('👍');
    }
    await stage.studio.shoot(page, full);
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).first().click();
  },
});

const more = async (page: Page) => {
  await control(page, 'More').click();
  await page.getByRole('menu').waitFor();
};

const dialog = (name: string, item: string, count: number): Scene =>
  opened({
    name,
    tiles: count,
    open: async (page) => {
      await more(page);
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog').waitFor();
    },
  });

export const meetingScenes: readonly Scene[] = [
  tiles(1),
  tiles(2),
  opened({ name: 'more', tiles: 2, open: more, everyTime: true }),
  dialog('settings', 'Settings', 2),
  opened({
    name: 'shortcuts',
    tiles: 2,
    open: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  }),
  {
    // What is said in passing stands over what is open.
    name: 'meeting-notice',
    tiles: 2,
    shoot: async (stage, name) => {
      const { page, crowd } = await stage.inMeeting(2);
      const hand = crowd.people[0]?.client.host;
      await more(page);
      await page.getByRole('menuitem', { name: 'Settings' }).click();
      await page.getByRole('dialog').waitFor();
      await stage.studio.shoot(page, name, async () => {
        await hand?.raiseHand(false);
        await greetingsOver(page);
        await hand?.raiseHand(true);
        await page.locator('main [aria-live] > p').first().waitFor();
      });
      await hand?.raiseHand(false);
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'meeting-offline',
    tiles: 2,
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(2);
      await page.context().setOffline(true);
      await page.getByText('You are offline').waitFor();
      await stage.studio.shoot(page, name);
      await page.context().setOffline(false);
    },
  },
  tiles(5),
  panel('chat', 'Chat', 5),
  panel('people', 'People', 5),
  ownShare(1),
  ownShare(5),
  ...[2, 5, 9, 25].map(share),
  tiles(9),
  tiles(25),
  tiles(49),
];
