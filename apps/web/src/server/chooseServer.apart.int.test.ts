import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebFixture } from './testing/WebFixture.ts';

describe('people who are forced apart, or far away', () => {
  let spread: WebFixture;

  beforeAll(async () => {
    spread = await WebFixture.create({ PLACEMENT_SPREAD: true });
  });
  afterAll(() => spread.close());

  it('PLACE-30: with PLACEMENT_SPREAD twelve who come at the same moment are four on each of three servers', async () => {
    const three = await Promise.all([1, 2, 3].map(() => spread.mediaServer()));
    const { slug, id } = await spread.meeting();
    const entered = await Promise.all(Array.from({ length: 12 }, () => spread.enter(spread.browser(), slug)));
    const counts = three.map(
      ({ serverId }) => entered.filter(({ server }) => server.serverId === serverId).length,
    );
    expect(counts).toEqual([4, 4, 4]);
    const home = (await spread.db.meetings.get(id))?.homeServerId;
    for (const { token, server } of entered) {
      const claims = await spread.verify(token);
      expect(claims['spread'] === true).toBe(server.serverId !== home);
    }
  });

  it('PLACE-30: those who sit there count too, and each is let in where they were sent', async () => {
    const { slug, id } = await spread.meeting();
    const people = [];
    for (let person = 0; person < 6; person += 1) people.push(await spread.sit(spread.browser(), slug));
    const perServer = new Map<string, number>();
    for (const { serverId } of people.at(-1)!.roster)
      perServer.set(serverId, (perServer.get(serverId) ?? 0) + 1);
    expect([...perServer.values()]).toEqual([2, 2, 2]);
    expect((await spread.db.meetings.get(id))?.homeServerId).toBe(people[0]!.roster[0]!.serverId);
  });

  it('PLACE-31: people of another region than the home go to a server there, together, and are let in', async () => {
    const far = await WebFixture.create({ REGION: 'eu' });
    try {
      const home = await far.mediaServer({ region: 'us' });
      const { slug, id } = await far.meeting();
      await far.db.meetings.takeHome({ meetingId: id, expected: null, next: home.serverId });
      const inRegion = await Promise.all([
        far.mediaServer({ region: 'eu' }),
        far.mediaServer({ region: 'eu' }),
      ]);
      const [ada, bob] = [await far.sit(far.browser(), slug), await far.sit(far.browser(), slug)];
      const servers = [...ada.roster, ...bob.roster].map(({ serverId }) => serverId);
      expect(new Set(servers).size).toBe(1);
      expect(inRegion.map(({ serverId }) => serverId)).toContain(servers[0]);
      expect((await far.db.meetings.get(id))?.homeServerId).toBe(home.serverId);
    } finally {
      await far.close();
    }
  });
});
