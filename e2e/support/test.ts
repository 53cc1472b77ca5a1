import { expect, test as base, type Browser, type BrowserContext } from '@playwright/test';
import { launchChromium, type Devices } from './chromium.ts';
import { Convene, type Topology } from './Convene.ts';
import { Person } from './Person.ts';

type PersonOptions = Omit<Parameters<typeof Person.create>[0], 'browser' | 'name' | 'url'>;

type Fixtures = {
  /** A new person at a browser of their own, or in another tab of somebody's browser. */
  readonly person: (name: string, options?: PersonOptions & { devices?: Devices }) => Promise<Person>;
  /** People sit where the topology wants them: else a test of people apart would prove nothing. */
  readonly placement: { expectApart(people: number): Promise<void> };
  /** Ada has made a meeting and sits in it; Bob, at another browser, has joined her. */
  readonly pair: { readonly ada: Person; readonly bob: Person; readonly path: string };
};

export type Topologies = { readonly topology: Topology };

type WorkerFixtures = Topologies & {
  readonly convene: Convene;
  readonly browsers: (devices: Devices) => Promise<Browser>;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  topology: [
    { servers: 1, workers: 1, spread: false },
    { option: true, scope: 'worker' },
  ],

  convene: [
    async ({ topology }, use) => {
      const convene = await Convene.start(topology);
      await use(convene);
      await convene.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

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

  person: async ({ browsers, convene }, use) => {
    const people: Person[] = [];
    const contexts = new Set<BrowserContext>();
    await use(async (name, { devices = 'granted', ...options } = {}) => {
      const person = await Person.create({
        browser: await browsers(devices),
        name,
        url: convene.url,
        ...options,
      });
      people.push(person);
      contexts.add(person.context);
      return person;
    });
    for (const context of contexts) await context.close();
    for (const person of people) expect(person.errors, `errors on the page of ${person.name}`).toEqual([]);
  },

  placement: async ({ convene, topology }, use) => {
    await use({
      async expectApart(people) {
        if (!topology.spread) return;
        // A meeting that has just ended may still have rows for a moment.
        const message = `${people} people sit on as many servers and routers as there are`;
        const seats = async () => {
          const { participants } = await convene.cluster();
          const servers = new Set(participants.map(({ serverId }) => serverId)).size;
          const routers = new Set(participants.map(({ routerId }) => routerId)).size;
          return { people: participants.length, servers, routers };
        };
        const { servers, workers } = topology;
        await expect.poll(seats, { message }).toEqual({
          people,
          servers: Math.min(people, servers),
          routers: Math.min(people, servers * workers),
        });
      },
    });
  },

  pair: async ({ person, placement }, use) => {
    const ada = await person('Ada');
    const path = await ada.createMeeting();
    await ada.joinNow();
    const bob = await person('Bob');
    await bob.join(path);
    await placement.expectApart(2);
    await use({ ada, bob, path });
  },
});

export { expect };
