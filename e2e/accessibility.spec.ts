import { AxeBuilder } from '@axe-core/playwright';
import type { Person } from './support/Person.ts';
import { expect, test } from './support/test.ts';

/** What is still fading in has less contrast than what it becomes. */
async function expectNothingMoves(person: Person, screen: string): Promise<void> {
  const moving = () =>
    person.page.evaluate(
      () =>
        document.getAnimations().filter((animation) => {
          const isEndless = animation.effect?.getComputedTiming().endTime === Infinity;
          return animation.playState === 'running' && !isEndless;
        }).length,
    );
  await expect.poll(moving, { message: `what moves on ${screen}` }).toBe(0);
}

async function expectNoViolations(person: Person, screen: string): Promise<void> {
  await expectNothingMoves(person, screen);
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(found, `axe on ${screen}`).toEqual([]);
}

/** Nothing sticks out to the right: a phone never scrolls sideways. */
async function expectNoSidewaysScroll(person: Person, screen: string): Promise<void> {
  const over = await person.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over, `pixels that ${screen} is too wide`).toBeLessThanOrEqual(0);
}

const looks = [
  { title: 'desktop, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { title: 'phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

for (const { title, viewport, colorScheme } of looks) {
  test(`A11Y-1: axe finds nothing on any screen (${title})`, async ({ person }) => {
    const ada = await person('Ada', { viewport, colorScheme });
    const look = async (screen: string) => {
      await expectNoViolations(ada, screen);
      await expectNoSidewaysScroll(ada, screen);
    };
    await ada.page.goto('/');
    await expect(ada.button('New meeting')).toBeVisible();
    await look('the home page');
    await ada.page.goto('/m/zzz-zzzz-zzz');
    await expect(ada.page.getByRole('heading').first()).toBeVisible();
    await look('an unknown meeting');
    await ada.createMeeting();
    await expect(ada.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    await look('the lobby');
    await ada.joinNow();
    await look('the meeting');
    await ada.say('Hello');
    await expect(ada.messages).toContainText('Hello');
    await look('the chat');
    await ada.page.keyboard.press('Escape');
    await ada.control('People').click();
    await look('the list of people');
    await ada.page.keyboard.press('Escape');
    if (viewport.width >= 640) await ada.control('Host controls').click();
    else {
      await ada.control('More').click();
      await ada.page.getByRole('menuitem', { name: 'Host controls' }).click();
    }
    await expect(ada.page.getByRole('switch', { name: 'Waiting room' })).toBeVisible();
    await look('the host controls');
    await ada.page.keyboard.press('Escape');
    await ada.leave();
    await look('the page after leaving');
    await ada.page.goto('/admin');
    await expect(ada.page.getByRole('heading').first()).toBeVisible();
    await look('the sign-in of the admin page');
  });
}
