import { HeadlessParticipant } from 'bench';
import type { Person } from './support/Person.ts';
import { expect, test } from './support/test.ts';

/** What a chat's log shows, message by message, of those that have one of these texts. */
async function shown(person: Person, texts: readonly string[]): Promise<string[]> {
  const log = await person.messages.innerText();
  return texts
    .map((text) => ({ text, at: log.indexOf(text) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .map(({ text }) => text);
}

test(
  'APART-1: three people on three servers meet, share and leave (000-22..39, 004-93)',
  { tag: ['@apart', '@three'] },
  async ({ person, placement }) => {
    test.slow();
    const devices = 'small';
    const [ada, bob, cid] = [
      await person('Ada', { devices }),
      await person('Bob', { devices }),
      await person('Cid', { devices }),
    ];
    const path = await ada.createMeeting();
    await ada.joinNow();
    await bob.join(path);
    await cid.join(path);
    await placement.expectApart(3);
    const people = [ada, bob, cid];
    await Promise.all(
      people.flatMap((one) =>
        people.filter((other) => other !== one).map((other) => one.expectVideoOf(other.name)),
      ),
    );
    await Promise.all(people.map((one) => one.expectSound()));

    await cid.control('Share screen').click();
    await Promise.all([ada, bob].map((one) => one.expectVideoOf('Cid’s screen')));
    await cid.control('Stop sharing').click();
    for (const one of [ada, bob]) await expect(one.screenOf('Cid')).toHaveCount(0);

    await ada.control('Mute').click();
    for (const one of [bob, cid]) await expect(one.tile('Ada')).toContainText('Muted');

    await bob.leave();
    for (const one of [ada, cid]) {
      await expect(one.tile('Bob')).toHaveCount(0);
      await expect(one.tiles).toHaveCount(2);
    }
    await Promise.all([ada.expectVideoOf('Cid'), cid.expectVideoOf('Ada')]);
  },
);

test(
  'APART-2: chat has one order for all, whatever server one sits on (X13)',
  { tag: '@apart' },
  async ({ pair: { ada, bob } }) => {
    const texts = Array.from({ length: 6 }, (_, index) => `Word ${index} of the many`);
    // Each waits for nobody: the numbers are given where both meet, in the database.
    await Promise.all(
      [ada, bob].map(async (one, turn) => {
        for (const text of texts.filter((_, index) => index % 2 === turn)) await one.say(text);
      }),
    );
    for (const one of [ada, bob]) {
      await expect.poll(async () => (await shown(one, texts)).length).toBe(texts.length);
    }
    expect(await shown(bob, texts)).toEqual(await shown(ada, texts));
    await ada.page.getByRole('textbox', { name: 'Message' }).pressSequentially('I am still');
    await expect(bob.page.getByText('Ada is typing')).toBeVisible();
  },
);

test(
  'APART-3: twelve headless people and two browsers over three servers receive each other (004-92, 004-93)',
  { tag: ['@apart', '@three'] },
  async ({ convene, person, placement }) => {
    test.setTimeout(180_000);
    const devices = 'small';
    const [ada, bob] = [await person('Ada', { devices }), await person('Bob', { devices })];
    const path = await ada.createMeeting();
    await ada.joinNow();
    await bob.join(path);
    const names = Array.from({ length: 12 }, (_, index) => `Guest ${String.fromCodePoint(65 + index)}`);
    const slug = path.replace('/m/', '');
    const guests: HeadlessParticipant[] = [];
    try {
      for (const name of names) guests.push(await HeadlessParticipant.join({ web: convene.url, slug, name }));
      await placement.expectApart(14);
      // Thirteen others, each with sound and picture.
      for (const guest of guests) {
        const flowing = () =>
          guest
            .report()
            .received.filter(
              ({ packets, source, frames }) => packets > 5 && (source !== 'camera' || frames > 2),
            );
        await expect
          .poll(() => flowing().length, { message: `${guest.name} receives all`, timeout: 60_000 })
          .toBe(26);
      }
      for (const [one, other] of [
        [ada, 'Bob'],
        [bob, 'Ada'],
      ] as const) {
        await expect(one.tiles).toHaveCount(14);
        await Promise.all([...names, other].map((name) => one.expectVideoOf(name)));
        await one.expectSound();
      }
      const received = guests.flatMap((guest) => guest.report().received);
      // A process that is not given the processor in time loses packets in its socket, and one of them that is sent again
      // late may count twice; nothing else may break a picture.
      const broken = received.filter(
        ({ pictureBreaks, sequenceBreaks }) => pictureBreaks > sequenceBreaks + 1,
      );
      expect(broken).toEqual([]);
    } finally {
      await Promise.all(guests.map((guest) => guest.leave()));
    }
    await expect(ada.tiles).toHaveCount(2);
  },
);
