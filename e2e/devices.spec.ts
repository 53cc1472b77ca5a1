import type { Locator } from '@playwright/test';
import { installFakeDevices } from './support/fakeDevices.ts';
import type { Person } from './support/Person.ts';
import { negotiationTimes, receivedAudio } from './support/probe.ts';
import { expect, test } from './support/test.ts';

const select = ({ page }: Person, name: 'Camera' | 'Microphone' | 'Speaker'): Locator =>
  page.getByRole('combobox', { name, exact: true });

/** The label of a select is always the device in use. */
async function expectChosen(person: Person, name: 'Camera' | 'Microphone' | 'Speaker', label: string) {
  await expect(select(person, name).locator('option:checked')).toHaveText(label);
}

async function expectRunning(person: Person, ...devices: string[]) {
  const running = () => person.page.evaluate(() => window.fakeDevices.running().toSorted());
  await expect.poll(running, { message: 'devices that are open' }).toEqual(devices.toSorted());
}

const expectTold = (person: Person, words: string | RegExp) =>
  expect(person.page.getByText(words).first()).toBeVisible();

test('DEVICE-15: in the lobby people hear three notes, and themselves', async ({ person }) => {
  const ada = await person('Ada');
  await installFakeDevices(ada.page);
  await ada.createMeeting();
  await expectChosen(ada, 'Camera', 'Desk camera');
  await select(ada, 'Speaker').selectOption('Headset speaker');
  await select(ada, 'Microphone').selectOption('Laptop microphone');
  await expectChosen(ada, 'Microphone', 'Laptop microphone');
  await expectRunning(ada, 'Desk camera', 'Laptop microphone');

  await ada.button('Test sound').click();
  const play = ada.button('Play test sound');
  await play.click();
  await expect(play).toHaveAttribute('aria-pressed', 'true');
  await expect(play).toHaveAttribute('aria-pressed', 'false');
  expect(await ada.page.evaluate(() => window.fakeDevices.sinks.at(-1))).toBe('Headset speaker');

  await ada.button('Record a test').click();
  await expectTold(ada, /Speak now/);
  await ada.button('Play').click();
  await expectTold(ada, 'This is how others hear you.');
  await ada.button('Stop').click();

  // The same browser knows them the next time, though their ids are others after permissions were reset.
  await ada.page.addInitScript(() => {
    window.fakeDevices.unplug('Laptop microphone');
    window.fakeDevices.plug('audioinput', 'another id', 'Laptop microphone');
  });
  await ada.page.reload();
  await expectChosen(ada, 'Microphone', 'Laptop microphone');
  await expectRunning(ada, 'Desk camera', 'another id');
});

test('DEVICE-13: others see and hear on while devices come, go, fail and are changed', async ({ person }) => {
  const ada = await person('Ada');
  await installFakeDevices(ada.page);
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await person('Bob', { devices: 'small' });
  await bob.join(path);
  await bob.expectVideoOf('Ada');
  const fake = (act: (devices: Window['fakeDevices']) => void): Promise<unknown> =>
    ada.page.evaluate(`(${String(act)})(window.fakeDevices)`);

  await ada.control('More').click();
  await ada.page.getByRole('menuitem', { name: 'Settings' }).click();
  const tab = (name: string) => ada.page.getByRole('tab', { name }).click();
  const negotiated = (await negotiationTimes(ada.page)).length;

  await test.step('switch without a word to the server', async () => {
    await select(ada, 'Microphone').selectOption('Headset microphone');
    await tab('Video');
    await select(ada, 'Camera').selectOption('Headset camera');
    await expectRunning(ada, 'Headset camera', 'Headset microphone');
    await bob.expectVideoOf('Ada');
    expect((await negotiationTimes(ada.page)).length).toBe(negotiated);
  });

  await test.step('unplug the camera in use, and plug it in again', async () => {
    await fake((devices) => devices.unplug('Headset camera'));
    await expectTold(ada, 'Now in use: Desk camera');
    await expectChosen(ada, 'Camera', 'Desk camera');
    await bob.expectVideoOf('Ada');
    await fake((devices) => devices.plug('videoinput', 'another id', 'Headset camera'));
    await expectTold(ada, 'Your camera is back');
    await expectChosen(ada, 'Camera', 'Headset camera');
    await bob.expectVideoOf('Ada');
  });

  await test.step('a track that ends by itself', async () => {
    await fake((devices) => devices.end('another id'));
    await expectRunning(ada, 'another id', 'Headset microphone');
    await bob.expectVideoOf('Ada');
  });

  await test.step('a camera that another program holds, and one that vanishes while it is opened', async () => {
    await fake((devices) => devices.hold('Laptop camera', true));
    await select(ada, 'Camera').selectOption('Laptop camera');
    await expectTold(ada, 'Laptop camera is used by another program');
    await expectChosen(ada, 'Camera', 'Headset camera');
    await fake((devices) => devices.hold('Laptop camera', false));
    await fake((devices) => devices.holdBack());
    await select(ada, 'Camera').selectOption('Laptop camera');
    await fake((devices) => devices.unplug('Laptop camera'));
    await fake((devices) => devices.letGo());
    await expectTold(ada, 'Laptop camera did not start');
    await expectChosen(ada, 'Camera', 'Headset camera');
  });

  await test.step('unplug all, plug the first', async () => {
    await fake((devices) => devices.unplug('another id', 'Desk camera'));
    await expectTold(ada, 'No camera was found');
    await fake((devices) => devices.plug('videoinput', 'first', 'First camera'));
    await expectChosen(ada, 'Camera', 'First camera');
    await bob.expectVideoOf('Ada');
  });

  await test.step('the permission is taken back, and given again', async () => {
    await fake((devices) => {
      devices.setPermission('camera', 'denied');
      devices.end('first');
    });
    await expectTold(ada, 'Your browser has taken the camera back');
    await fake((devices) => devices.setPermission('camera', 'granted'));
    await expectChosen(ada, 'Camera', 'First camera');
    await bob.expectVideoOf('Ada');
  });

  await tab('Audio');
  await test.step('two microphones vanish at once', async () => {
    await fake((devices) => devices.unplug('Headset microphone', 'Desk microphone'));
    await expectTold(ada, 'Now in use: Laptop microphone');
    await expectChosen(ada, 'Microphone', 'Laptop microphone');
    await bob.expectSound();
  });

  await test.step('the speaker is unplugged', async () => {
    await select(ada, 'Speaker').selectOption('Headset speaker');
    await fake((devices) => devices.unplug('Headset speaker'));
    await expectTold(ada, 'Your speaker was unplugged');
    await expectChosen(ada, 'Speaker', 'System default');
  });

  await test.step('hi-fi sends anew, and is heard', async () => {
    await ada.page.getByRole('switch', { name: 'Hi-fi sound' }).click();
    await expect.poll(() => bob.page.evaluate(sendsStereo), { message: 'Bob receives stereo' }).toBe(true);
    await bob.expectSound();
  });

  await test.step('unplug while muted: the next one is muted, too', async () => {
    await ada.page.keyboard.press('Escape');
    await ada.control('Mute').click();
    await fake((devices) => devices.plug('audioinput', 'spare', 'Spare microphone'));
    await fake((devices) => devices.unplug('Laptop microphone'));
    await expectRunning(ada, 'first', 'spare');
    await expect(ada.control('Unmute')).toBeVisible();
    await expectTold(ada, 'You are muted. Nobody hears you.');
  });

  await test.step('VOICE-3: whoever holds Space is heard', async () => {
    const before = await receivedAudio(bob.page);
    await ada.page.keyboard.down('Space');
    await expect(ada.control('Mute')).toBeVisible();
    await expectTold(ada, 'You are heard while you hold Space');
    await expect
      .poll(async () => (await receivedAudio(bob.page)).energy, { message: 'Bob hears Ada' })
      .toBeGreaterThan(before.energy + 1e-5);
    await ada.page.keyboard.up('Space');
    await expect(ada.control('Unmute')).toBeVisible();
  });
});

/** Whether one of the voices that the page receives now is stereo. */
async function sendsStereo(): Promise<boolean> {
  for (const connection of window.probe.connections) {
    if (connection.connectionState === 'closed') continue;
    const reports = [...(await connection.getStats()).values()] as Record<string, unknown>[];
    const codecs = new Map(reports.map((report) => [report['id'], report]));
    for (const report of reports) {
      if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
      if (String(codecs.get(report['codecId'])?.['sdpFmtpLine']).includes('stereo=1')) return true;
    }
  }
  return false;
}
