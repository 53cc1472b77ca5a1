import { installFakeDevices } from './support/fakeDevices.ts';
import { heldUp, loudness, sharpness } from './support/senses.ts';
import { expect, test } from './support/test.ts';

test('EFFECT-1: a blurred background is seen by nobody, from the lobby on, and costs the page nothing', async ({
  person,
}, { annotations }) => {
  const ada = await person('Ada');
  await installFakeDevices(ada.page, { camera: 'wall', microphone: 'fan' });
  const path = await ada.createMeeting();
  const preview = () => sharpness(ada.page, 'Camera preview');
  await expect.poll(preview, { message: 'a sharp preview' }).toBeGreaterThan(100);
  const sharp = await preview();

  const blur = ada.page.getByRole('switch', { name: 'Blur background' });
  await expect(blur, 'EFFECT-3: off until the person says so').not.toBeChecked();
  expect(ada.page.workers()).toEqual([]);
  await blur.check();
  await expect.poll(preview, { message: 'a blurred preview' }).toBeLessThan(sharp / 10);
  await ada.joinNow();
  const bob = await person('Bob');
  await bob.join(path);
  await bob.expectVideoOf('Ada');
  const seen = () => sharpness(bob.page, 'Ada');
  expect(await seen()).toBeLessThan(sharp / 10);

  // Looked at again where something else had the machine for itself.
  const held = async () => {
    const share = await heldUp(ada.page, 'Ada', 45);
    annotations.push({ type: 'main thread held up', description: `${Math.round(share * 100)} %` });
    return share;
  };
  await expect.poll(held, { message: 'the page goes on', timeout: 30_000 }).toBeLessThan(0.4);

  // The camera off and on: blurred from its first frame.
  await ada.control('Turn off camera').click();
  await expect(bob.tile('Ada').locator('video')).toHaveCSS('opacity', '0');
  await ada.control('Turn on camera').click();
  await bob.expectVideoOf('Ada');
  expect(await seen()).toBeLessThan(sharp / 10);

  await ada.control('More').click();
  await ada.page.getByRole('menuitem', { name: 'Settings' }).click();
  await ada.page.getByRole('tab', { name: 'Video' }).click();
  await blur.uncheck();
  await expect.poll(seen, { message: 'a sharp picture' }).toBeGreaterThan(sharp / 4);
  expect(ada.page.workers(), 'its worker is gone').toEqual([]);

  // EFFECT-5: its worker fails in the middle of its work.
  await blur.check();
  await expect.poll(seen, { message: 'a blurred picture' }).toBeLessThan(sharp / 10);
  ada.expectErrors(/the worker broke/);
  await ada.page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('the worker broke');
    });
  });
  await expect(ada.page.getByText('Your background could not be blurred')).toBeVisible();
  await expect(blur).not.toBeChecked();
  await expect.poll(seen, { message: 'the camera as it is' }).toBeGreaterThan(sharp / 4);
  expect(ada.page.workers(), 'its worker is gone').toEqual([]);

  // What it is made of does not come: the camera goes on as it is.
  await ada.page.route(/\.tflite$/, (route) => route.abort());
  ada.expectErrors(/ERR_FAILED/);
  await blur.check();
  await expect(ada.page.getByText('Your background could not be blurred')).toBeVisible();
  await expect(blur).not.toBeChecked();
  expect(ada.page.workers()).toEqual([]);
  await bob.expectVideoOf('Ada');
});

test('EFFECT-2: noise suppression takes out what hums, and the browser’s own rests', async ({ person }, {
  annotations,
}) => {
  const ada = await person('Ada');
  await installFakeDevices(ada.page, { camera: 'wall', microphone: 'fan' });
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await person('Bob');
  await bob.join(path);
  await bob.expectSound();
  const noiseHeard = () => loudness(bob.page);
  const loud = await noiseHeard();

  await ada.control('More').click();
  await ada.page.getByRole('menuitem', { name: 'Settings' }).click();
  const noise = ada.page.getByRole('switch', { name: 'Strong noise suppression' });
  await expect(noise, 'EFFECT-3: off until the person says so').not.toBeChecked();
  await noise.check();
  await expect.poll(noiseHeard, { message: 'a quarter of the noise (-6 dB)' }).toBeLessThan(loud / 4);
  annotations.push({
    type: 'noise',
    description: `${Math.round(10 * Math.log10((await noiseHeard()) / loud))} dB`,
  });
  const asked = () => ada.page.evaluate(() => window.fakeDevices.askedForAudio?.noiseSuppression);
  expect(await asked()).toBe(false);

  // A muted microphone is silent through it as well, and off is as before.
  await ada.page.keyboard.press('Escape');
  await ada.control('Mute').click();
  await expect.poll(async () => (await noiseHeard()) < loud / 1000, { message: 'silence' }).toBe(true);
  await ada.control('Unmute').click();
  await ada.control('More').click();
  await ada.page.getByRole('menuitem', { name: 'Settings' }).click();
  await noise.uncheck();
  await expect.poll(noiseHeard, { message: 'the noise again' }).toBeGreaterThan(loud / 2);
  expect(await asked()).toBe(true);
});
