import type { Page } from '@playwright/test';
import type { Convene } from '../support/Convene.ts';
import { everybodySeen, greetingsOver } from './atRest.ts';
import { Crowd } from './Crowd.ts';
import type { Studio } from './Studio.ts';

/** Screens that are looked at, under a name of their own. */
export type Scene = {
  readonly name: string;
  /** How many sit in the meeting: scenes with few come first, so that nobody has to leave and come again. */
  readonly tiles?: number;
  readonly shoot: (stage: Stage, name: string) => Promise<void>;
};

/** A meeting with one browser in it that is looked at, and as many others as a scene wants. */
export class Stage {
  readonly convene: Convene;
  readonly studio: Studio;
  #meeting: { readonly page: Page; readonly path: string; readonly crowd: Crowd } | undefined;

  constructor({ convene, studio }: { convene: Convene; studio: Studio }) {
    this.convene = convene;
    this.studio = studio;
  }

  /** An open lobby of a new meeting. */
  async newLobby(): Promise<{ readonly page: Page; readonly path: string }> {
    const page = await this.studio.open();
    await page.goto('/');
    await page.getByRole('button', { name: 'New meeting' }).click();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Join now' }).waitFor();
    return { page, path: new URL(page.url()).pathname };
  }

  async join(page: Page): Promise<void> {
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Join now' }).click();
    await page.getByRole('toolbar', { name: 'Meeting controls' }).waitFor();
  }

  /** The page of somebody in a meeting of so many people. */
  async inMeeting(tiles: number): Promise<{ page: Page; crowd: Crowd; path: string }> {
    this.#meeting ??= await this.#newMeeting();
    const { page, crowd } = this.#meeting;
    await crowd.resize(tiles - 1);
    await page.setViewportSize({ width: 1440, height: 900 });
    await everybodySeen(page, { tiles, withoutCamera: crowd.withoutCamera });
    await greetingsOver(page);
    return this.#meeting;
  }

  async close(): Promise<void> {
    await this.#meeting?.crowd.close();
    await this.studio.close();
  }

  async #newMeeting() {
    const { page, path } = await this.newLobby();
    await this.join(page);
    const crowd = new Crowd({ url: this.convene.url, slug: path.replace('/m/', ''), page });
    return { page, path, crowd };
  }
}
