import { frameRate, narrowScreen, openFilm, screenSound, sentScreen } from './support/film.ts';
import { videoStats } from './support/probe.ts';
import { expect, test } from './support/test.ts';

const SCREEN = 'Ada’s screen';

test.describe('a shared screen', () => {
  test('SCREEN-4: comes with every pixel and its sound, whose volume is the viewer’s, and ends with its tab', async ({
    person,
  }) => {
    const ada = await person('Ada', { devices: 'film' });
    const film = await openFilm(ada);
    const path = await ada.createMeeting();
    await ada.joinNow();
    const bob = await person('Bob');
    await bob.join(path);

    await ada.control('Share screen').click();
    await expect(ada.page.getByRole('region', { name: 'Your screen' })).toContainText('sees and hears');
    await expect(bob.page.getByText('Ada is sharing their screen')).toBeVisible();
    await bob.expectVideoOf(SCREEN);
    const sent = await sentScreen(ada);
    expect(sent).toMatchObject({ hint: 'detail', framesPerSecond: 15 });
    await expect
      .poll(async () => (await videoStats(bob.page, SCREEN))?.frameWidth, {
        message: 'the width as captured',
      })
      .toBe(sent.width);
    await expect
      .poll(async () => (await screenSound(bob))?.energy, { message: 'the sound of the tab' })
      .toBeGreaterThan(0.01);

    const volume = bob.page.getByRole('slider', { name: 'Volume of Ada’s screen' });
    for (let step = 0; step < 10; step += 1) await volume.press('ArrowLeft');
    expect(await screenSound(bob)).toMatchObject({ volume: 0.5, muted: false });
    await bob.button('Mute Ada’s screen').click();
    expect(await screenSound(bob)).toMatchObject({ muted: true });
    await bob.button('Unmute Ada’s screen').click();
    expect(await screenSound(bob)).toMatchObject({ volume: 0.5, muted: false });

    // On a line that is too thin for a picture full of motion, frames go and every pixel stays.
    const before = await frameRate(bob.page, SCREEN);
    await film.evaluate(() => window.storm());
    await narrowScreen(ada, 60_000);
    await expect
      .poll(() => frameRate(bob.page, SCREEN), { message: 'fewer frames come', timeout: 30_000 })
      .toBeLessThan(before / 2);
    expect((await videoStats(bob.page, SCREEN))?.frameWidth).toBe(sent.width);

    // What the browser's own bar does as well: the tracks end without a word of the page.
    await film.close();
    await expect(bob.screenOf('Ada')).toHaveCount(0);
    await expect(ada.control('Share screen')).toBeVisible();

    // The volume is remembered for the next time that she shares.
    await openFilm(ada);
    await ada.control('Share screen').click();
    await expect.poll(() => screenSound(bob), { message: 'her sound again' }).toMatchObject({ volume: 0.5 });
  });

  test('SCREEN-5, SHARE-3: is sent for its motion on request, gives way to another, and stands beside a second one', async ({
    person,
  }) => {
    const ada = await person('Ada', { devices: 'film' });
    await openFilm(ada);
    const path = await ada.createMeeting();
    await ada.joinNow();
    const bob = await person('Bob', { devices: 'film' });
    await openFilm(bob);
    await bob.join(path);
    await ada.control('Share screen').click();
    await bob.expectVideoOf(SCREEN);

    await ada.page.getByRole('switch', { name: 'Optimise for video' }).click();
    await expect
      .poll(() => sentScreen(ada), { message: 'for its motion' })
      .toMatchObject({ hint: 'motion', framesPerSecond: 30 });

    const before = await sentScreen(ada);
    await ada.button('Share something else').click();
    await expect
      .poll(async () => (await sentScreen(ada)).trackId, { message: 'another track' })
      .not.toBe(before.trackId);
    await bob.expectVideoOf(SCREEN);

    await bob.control('Share screen').click();
    await ada.expectVideoOf('Bob’s screen');
    await bob.expectVideoOf(SCREEN);
    await ada.control('Stop sharing').click();
    await expect(bob.screenOf('Ada')).toHaveCount(0);
    await expect(ada.screenOf('Bob')).toBeVisible();
    expect((await sentScreen(ada)).trackId).toBeUndefined();
  });
});
