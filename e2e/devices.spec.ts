import type { Locator } from '@playwright/test';
import { installFakeDevices } from './support/fakeDevices.ts';
import type { Person } from './support/Person.ts';
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

test('DEVICE-15: in the lobby people hear three notes, and themselves, from the speaker they chose (DEVICE-16)', async ({
  person,
}) => {
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
  const sinks = () => ada.page.evaluate(() => window.fakeDevices.sinks);
  expect(await sinks()).toEqual(['Headset speaker']);

  await ada.button('Record a test').click();
  await expectTold(ada, /Speak now/);
  await ada.button('Play').click();
  await expectTold(ada, 'This is how others hear you.');
  expect(await sinks()).toEqual(['Headset speaker', 'Headset speaker']);
  await ada.button('Stop').click();

  // The same browser knows them the next time, though their ids are others after permissions were reset.
  await ada.page.addInitScript(() => {
    window.fakeDevices.unplug('Laptop microphone');
    window.fakeDevices.plug('audioinput', 'another id', 'Laptop microphone');
  });
  await ada.page.reload();
  await expectChosen(ada, 'Microphone', 'Laptop microphone');
  await expectRunning(ada, 'Desk camera', 'another id');

  // Another program holds the camera: what to do is said, and no other camera shows what it sees.
  await ada.page.addInitScript(() => window.fakeDevices.hold('Desk camera', true));
  await ada.page.reload();
  await expectTold(ada, /Another program is using your camera\. Close it, or choose another camera\./);
  await expectRunning(ada, 'another id');
  await select(ada, 'Camera').selectOption('Headset camera');
  await expectChosen(ada, 'Camera', 'Headset camera');
  await expectRunning(ada, 'Headset camera', 'another id');
});
