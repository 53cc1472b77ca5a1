import type { Locator, Page } from '@playwright/test';
import type { Person } from './Person.ts';

/** What opens the menu of somebody, in their tile or in their row of the list. */
const options = (within: Locator, name: string): Locator =>
  within.getByRole('button', { name: `Options for ${name}`, exact: true });

/** Chooses from the menu of a tile. */
export async function chooseOnTile(person: Person, name: string, item: string): Promise<void> {
  const tile = person.tile(name);
  await tile.hover();
  await options(tile, name).click();
  await person.page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Chooses in which quality somebody's camera is to come. */
export async function chooseQuality(person: Person, name: string, quality: string): Promise<void> {
  await chooseOnTile(person, name, 'Quality');
  const menu = person.page.getByRole('menu', { name: 'Quality' });
  await menu.getByRole('menuitemradio', { name: quality }).click();
}

/** Opens the menu of somebody's row in the list of people, which is open. */
export async function openRowMenu(page: Page, name: string): Promise<void> {
  await options(page.getByRole('list', { name: 'Everyone in the meeting' }), name).click();
  await page.getByRole('menu').waitFor();
}
