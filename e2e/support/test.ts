import { expect, test as base, type Browser, type BrowserContext } from '@playwright/test';
import { launchChromium, type Devices } from './chromium.ts';
import { Person } from './Person.ts';

type PersonOptions = Omit<Parameters<typeof Person.create>[0], 'browser' | 'name'>;

type Fixtures = {
  /** A new person at a browser of their own, or in another tab of somebody's browser. */
  readonly person: (name: string, options?: PersonOptions & { devices?: Devices }) => Promise<Person>;
  /** Ada has made a meeting and sits in it; Bob, at another browser, has joined her. */
  readonly pair: { readonly ada: Person; readonly bob: Person; readonly path: string };
};

export const test = base.extend<Fixtures, { browsers: (devices: Devices) => Promise<Browser> }>({
  browsers: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      const browsers = new Map<Devices, Promise<Browser>>();
      await use((devices) => {
        const browser = browsers.get(devices) ?? launchChromium(devices);
        browsers.set(devices, browser);
        return browser;
      });
      for (const browser of browsers.values()) await (await browser).close();
    },
    { scope: 'worker' },
  ],

  person: async ({ browsers }, use) => {
    const people: Person[] = [];
    const contexts = new Set<BrowserContext>();
    await use(async (name, { devices = 'granted', ...options } = {}) => {
      const person = await Person.create({ browser: await browsers(devices), name, ...options });
      people.push(person);
      contexts.add(person.context);
      return person;
    });
    for (const context of contexts) await context.close();
    for (const person of people) expect(person.errors, `errors on the page of ${person.name}`).toEqual([]);
  },

  pair: async ({ person }, use) => {
    const ada = await person('Ada');
    const path = await ada.createMeeting();
    await ada.joinNow();
    const bob = await person('Bob');
    await bob.join(path);
    await use({ ada, bob, path });
  },
});

export { expect };
