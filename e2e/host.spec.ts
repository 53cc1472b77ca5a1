import { installFakeDevices } from './support/fakeDevices.ts';
import { openRowMenu } from './support/menus.ts';
import type { Person } from './support/Person.ts';
import { liveCaptures, receivedAudio } from './support/probe.ts';
import { expect, test } from './support/test.ts';

/** Opens the panel, or leaves it open. */
async function openPanel(person: Person, name: 'People' | 'Host controls'): Promise<void> {
  const button = person.control(name);
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  await expect(person.page.getByRole('complementary', { name })).toBeVisible();
}

/** Chooses an item of the menu in somebody's row. */
async function actOn(host: Person, name: string, item: string): Promise<void> {
  await openPanel(host, 'People');
  await openRowMenu(host.page, name);
  await host.page.getByRole('menuitem', { name: item, exact: true }).click();
}

async function confirm(host: Person, action: string): Promise<void> {
  await host.page.getByRole('alertdialog').getByRole('button', { name: action, exact: true }).click();
  await expect(host.page.getByRole('alertdialog')).toHaveCount(0);
}

async function turn(host: Person, name: 'Lock meeting' | 'Waiting room', on: boolean): Promise<void> {
  await openPanel(host, 'Host controls');
  const row = host.page.getByRole('switch', { name });
  await row.click();
  await expect(row).toHaveAttribute('aria-checked', String(on));
}

const heading = (person: Person, name: string) => person.page.getByRole('heading', { level: 1, name });

/** Nothing that somebody says arrives any more. */
async function expectSilence(person: Person): Promise<void> {
  let packets = -1;
  await expect
    .poll(
      async () => {
        const before = packets;
        packets = (await receivedAudio(person.page)).packets;
        return packets - before;
      },
      { message: `no audio packet reaches ${person.name} any more`, intervals: [700] },
    )
    .toBe(0);
}

test('HOSTUI-8: a host stops what others send, who are told and start again themselves; the meeting is handed on', async ({
  pair: { ada, bob },
}) => {
  test.setTimeout(120_000);
  await ada.expectSound();
  await actOn(ada, 'Bob', 'Mute');
  await expect(bob.page.getByText('Ada muted you. You can unmute yourself.')).toBeVisible();
  await expect(bob.control('Unmute')).toBeVisible();
  await expect(ada.tile('Bob')).toContainText('Muted');
  await expectSilence(ada);
  await actOn(ada, 'Bob', 'Turn off camera');
  await expect(bob.page.getByText('Ada turned off your camera.')).toBeVisible();
  await expect.poll(() => liveCaptures(bob.page, 'video'), { message: 'the camera is let go' }).toBe(0);
  await bob.control('Share screen').click();
  await expect(ada.screenOf('Bob')).toBeVisible();
  await actOn(ada, 'Bob', 'Stop sharing');
  await expect(bob.page.getByText('Your screen share was stopped by Ada.')).toBeVisible();
  await expect(ada.screenOf('Bob')).toHaveCount(0);
  await expect(bob.control('Share screen')).toBeVisible();

  // Nobody offers to unmute somebody else; Bob does it himself.
  await openRowMenu(ada.page, 'Bob');
  await expect(ada.page.getByRole('menuitem', { name: /unmute|turn on/i })).toHaveCount(0);
  await ada.page.keyboard.press('Escape');
  await bob.control('Unmute').click();
  await bob.control('Turn on camera').click();
  await ada.expectSound();
  await ada.expectVideoOf('Bob');

  // A participant has hands, and no host controls.
  await bob.page.keyboard.press('h');
  await expect(ada.page.getByText('Bob raised a hand.')).toBeVisible();
  await expect(ada.tile('Bob')).toContainText('Hand raised, number 1');
  await expect(bob.control('Host controls')).toHaveCount(0);
  await openPanel(bob, 'People');
  await openRowMenu(bob.page, 'Ada');
  await expect(bob.page.getByRole('menuitem').first()).toBeVisible();
  await expect(bob.page.getByRole('menuitem', { name: /mute|camera|remove|host|everyone/i })).toHaveCount(0);
  await bob.page.keyboard.press('Escape');

  await actOn(ada, 'Bob', 'Hand over host…');
  await confirm(ada, 'Hand over');
  await expect(bob.page.getByText('You are now the host of this meeting.')).toBeVisible();
  await expect(bob.control('Host controls')).toBeVisible();
  await expect(bob.control('More ways to leave')).toBeVisible();
  await expect(ada.control('More ways to leave')).toHaveCount(0);

  // The meeting is never without one for long.
  await bob.leave();
  await expect(ada.page.getByText('You are now the host of this meeting.')).toBeVisible({ timeout: 30_000 });
});

test('HOSTUI-7: who waits learns nothing of the room, and is let in, refused, removed, locked out; the end is for all', async ({
  person,
}) => {
  // Four people at browsers, one after another.
  test.setTimeout(150_000);
  const ada = await person('Ada');
  await installFakeDevices(ada.page);
  const path = await ada.createMeeting();
  await ada.page.getByRole('combobox', { name: 'Speaker' }).selectOption('Headset speaker');
  await ada.joinNow();
  const adaId = await ada.participantId();
  await turn(ada, 'Waiting room', true);

  const [bob, cid] = [await person('Bob', { devices: 'small' }), await person('Cid', { devices: 'small' })];
  for (const guest of [bob, cid]) {
    await guest.openLobby(path);
    await guest.page.getByRole('textbox', { name: 'Your name' }).fill(guest.name);
    await guest.button('Ask to join').click();
    await expect(heading(guest, 'Asking to join…')).toBeVisible();
  }
  await expect(ada.page.getByText('2 people ask to join').last()).toBeVisible();
  // DEVICE-16: nobody else sends sound yet, and the knocks came out of the speaker that Ada chose. Of two within seconds
  // one is heard (HOSTUI-4).
  const sinks = await ada.page.evaluate(() => window.fakeDevices.sinks);
  expect([...new Set(sinks)]).toEqual(['Headset speaker']);
  await ada.button('See all').click();
  const waiting = ada.page.getByRole('list', { name: 'Waiting to be let in' });
  await waiting.getByRole('button', { name: 'Refuse Cid' }).click();
  await expect(heading(cid, 'You were not let in')).toBeVisible();
  expect(bob.socketFrames.length).toBeGreaterThan(2);
  for (const frame of bob.socketFrames) expect(frame).not.toMatch(new RegExp(`Ada|Cid|${adaId}`));
  const opened = await bob.page.evaluate(() => performance.timeOrigin);
  await waiting.getByRole('button', { name: 'Admit Bob' }).click();
  await bob.expectInMeeting();
  expect(await bob.page.evaluate(() => performance.timeOrigin)).toBe(opened);
  await ada.expectVideoOf('Bob');

  await actOn(ada, 'Bob', 'Remove from the meeting…');
  await confirm(ada, 'Remove');
  await expect(heading(bob, 'You were removed from the meeting')).toBeVisible();
  await expect(ada.tile('Bob')).toHaveCount(0);
  await bob.page.reload();
  await expect(heading(bob, 'You were removed from this meeting')).toBeVisible();
  await turn(ada, 'Waiting room', false);
  await openPanel(ada, 'People');
  await ada.button('Let Bob back in').click();
  await expect(ada.button('Let Bob back in')).toHaveCount(0);
  await bob.button('Try again').click();
  await bob.joinNow();

  await turn(ada, 'Lock meeting', true);
  const dan = await person('Dan');
  await dan.page.goto(path);
  await expect(heading(dan, 'This meeting is locked')).toBeVisible();

  await ada.control('More ways to leave').click();
  await ada.page.getByRole('menuitem', { name: 'End meeting for all…' }).click();
  await confirm(ada, 'End for all');
  for (const each of [ada, bob]) await expect(heading(each, 'The meeting has ended')).toBeVisible();
  await dan.button('Try again').click();
  await expect(heading(dan, 'The meeting has ended')).toBeVisible();
});
