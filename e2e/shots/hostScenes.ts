import type { Page } from '@playwright/test';
import { openRowMenu } from '../support/menus.ts';
import type { Scene } from './Stage.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first();

const closePanel = (page: Page) =>
  page.getByRole('complementary').getByRole('button', { name: 'Close' }).first().click();

async function switchWaitingRoom(page: Page): Promise<void> {
  // A phone has the host controls in "More".
  await page.setViewportSize({ width: 1440, height: 900 });
  await button(page, 'Host controls').click();
  await page.getByRole('switch', { name: 'Waiting room' }).click();
  await closePanel(page);
}

/** Raised hands, reactions on the tiles, and the list of people with what its menus offer. */
const people: readonly Scene[] = [
  {
    name: 'host-hands',
    tiles: 5,
    shoot: async (stage, name) => {
      const { page, crowd } = await stage.inMeeting(5);
      await crowd.people[1]?.client.host.raiseHand(true);
      await crowd.people[0]?.client.host.raiseHand(true);
      await button(page, 'People').click();
      await stage.studio.shoot(page, name);
      await openRowMenu(page, 'Alan');
      await stage.studio.shoot(page, 'host-personMenu', async () => {
        await page.keyboard.press('Escape');
        if (!(await page.getByRole('complementary').isVisible())) await button(page, 'People').click();
        await openRowMenu(page, 'Alan');
      });
      await page.getByRole('menuitem', { name: 'Remove from the meeting…' }).click();
      await stage.studio.shoot(page, 'host-remove');
      await page.keyboard.press('Escape');
      for (const person of crowd.people.slice(0, 2)) await person.client.host.raiseHand(false);
      await closePanel(page);
    },
  },
  {
    name: 'host-reactions',
    tiles: 5,
    shoot: async (stage, name) => {
      const { page, crowd } = await stage.inMeeting(5);
      const react = async () => {
        const emojis = ['👍', '❤️', '👏', '🎉', '😂'];
        crowd.people.forEach(({ client }, index) => client.react(emojis[index % emojis.length] ?? '👍'));
        await page.keyboard.press('Escape');
        await page.keyboard.press('r');
      };
      await stage.studio.shoot(page, name, react);
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'host-controls',
    tiles: 5,
    shoot: async (stage, name) => {
      const { page } = await stage.inMeeting(5);
      await button(page, 'Host controls').click();
      await page.getByRole('switch', { name: 'Lock meeting' }).click();
      await stage.studio.shoot(page, name);
      await page.getByRole('switch', { name: 'Lock meeting' }).click();
      await closePanel(page);
      await stage.studio.shoot(page, 'host-leave', async () => {
        await page.keyboard.press('Escape');
        // A phone has it in "Host controls".
        const ways = button(page, 'More ways to leave');
        if (await ways.isVisible()) await ways.click();
      });
      await page.keyboard.press('Escape');
    },
  },
];

/** Who waits: as they see it, and as the host does. */
const waiting: Scene = {
  name: 'host-waiting',
  tiles: 5,
  shoot: async (stage, name) => {
    const { page, path } = await stage.inMeeting(5);
    await switchWaitingRoom(page);
    const guests: Page[] = [];
    for (const guest of ['Wilhelmina Fleming', 'Beatrice Worsley']) {
      const opened = await stage.studio.open();
      await opened.goto(path);
      await opened.getByRole('textbox', { name: 'Your name' }).fill(guest);
      await opened.getByRole('button', { name: 'Ask to join' }).waitFor();
      if (guests.length === 0) await stage.studio.shoot(opened, 'lobby-ask');
      await opened.getByRole('button', { name: 'Ask to join' }).click();
      await opened.getByRole('heading', { name: 'Asking to join…' }).waitFor();
      if (guests.length === 0) {
        await stage.studio.shoot(opened, 'waiting-room');
        await stage.studio.shoot(page, 'host-knock');
      }
      guests.push(opened);
    }
    await stage.studio.shoot(page, 'host-knocks');
    await button(page, 'See all').click();
    await stage.studio.shoot(page, name);
    await page.getByRole('button', { name: 'Refuse Wilhelmina Fleming' }).click();
    const [refused] = guests;
    if (refused !== undefined) {
      await refused.getByRole('heading', { name: 'You were not let in' }).waitFor();
      await stage.studio.shoot(refused, 'ended-refused');
    }
    await closePanel(page);
    await switchWaitingRoom(page);
    for (const guest of guests) await guest.context().close();
  },
};

/** Many before the door, and what is asked before all of them are refused. */
const manyWaiting: Scene = {
  name: 'host-manyWaiting',
  tiles: 5,
  shoot: async (stage, name) => {
    const { page, crowd } = await stage.inMeeting(5);
    await switchWaitingRoom(page);
    const answered = crowd.knock(25);
    await button(page, 'See all').waitFor();
    await page.getByText('25 people ask to join').last().waitFor({ timeout: 60_000 });
    await stage.studio.shoot(page, 'host-manyKnocks');
    await button(page, 'See all').click();
    await stage.studio.shoot(page, name);
    await page.getByRole('button', { name: 'Show all 25' }).click();
    await stage.studio.shoot(page, 'host-allWaiting');
    await page.getByRole('button', { name: 'Refuse all…' }).click();
    await stage.studio.shoot(page, 'host-refuseAll');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Refuse all' }).click();
    await answered;
    await closePanel(page);
    await switchWaitingRoom(page);
  },
};

export const hostScenes: readonly Scene[] = [...people, waiting, manyWaiting];
