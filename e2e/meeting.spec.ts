import { expect, test } from './support/test.ts';
import { liveCaptures, receivedAudio } from './support/probe.ts';

test.describe('a meeting of two', () => {
  test('MEET-1: see, hear and write to each other (001-1, 001-19, 004-88, 004-56)', async ({
    pair: { ada, bob },
  }) => {
    await Promise.all([ada.expectVideoOf('Bob'), bob.expectVideoOf('Ada')]);
    await Promise.all([ada.expectSound(), bob.expectSound()]);

    await ada.say('The first secret word is quince');
    await expect(bob.control('Chat')).toBeVisible();
    await bob.control('Chat').click();
    await expect(bob.messages).toContainText('The first secret word is quince');
    await bob.say('The second one is <b>medlar</b>');
    await expect(ada.messages).toContainText('The second one is <b>medlar</b>');

    // Chat goes over the DataChannel: no WebSocket frame of either page has a word of it.
    expect([...ada.socketFrames, ...bob.socketFrames].length).toBeGreaterThan(10);
    for (const frame of [...ada.socketFrames, ...bob.socketFrames])
      expect(frame).not.toMatch(/quince|medlar/);

    await bob.page.getByRole('textbox', { name: 'Message' }).pressSequentially('I am still');
    await expect(ada.page.getByText('Bob is typing')).toBeVisible();
  });

  test('MEET-2: mute and camera off are seen by the other, and the camera is let go', async ({
    pair: { ada, bob },
  }) => {
    await bob.expectVideoOf('Ada');
    await bob.expectSound();

    await ada.control('Mute').click();
    await expect(ada.control('Unmute')).toBeVisible();
    await expect(bob.tile('Ada')).toContainText('Muted');
    // Nothing of a muted microphone leaves the browser: Bob's count of packets stands still.
    let packets = -1;
    await expect
      .poll(
        async () => {
          const before = packets;
          packets = (await receivedAudio(bob.page)).packets;
          return packets - before;
        },
        { message: 'no audio packet arrives any more', intervals: [1000] },
      )
      .toBe(0);

    await ada.control('Turn off camera').click();
    await expect(ada.control('Turn on camera')).toBeVisible();
    await expect.poll(() => liveCaptures(ada.page, 'video'), { message: 'the camera is let go' }).toBe(0);
    await expect(bob.tile('Ada').locator('video')).toHaveCSS('opacity', '0');

    await ada.control('Turn on camera').click();
    await ada.control('Unmute').click();
    await bob.expectVideoOf('Ada');
    await bob.expectSound();
  });

  test('MEET-3: a shared screen is shown, and ends for all', async ({ pair: { ada, bob } }) => {
    await ada.control('Share screen').click();
    await expect(ada.control('Stop sharing')).toBeVisible();
    await expect(bob.screenOf('Ada')).toBeVisible();
    await bob.expectVideoOf('Ada’s screen');
    await ada.control('Stop sharing').click();
    await expect(bob.screenOf('Ada')).toHaveCount(0);
    await expect(ada.control('Share screen')).toBeVisible();
  });

  test('MEET-4: who leaves is gone from the others at once', async ({ pair: { ada, bob } }) => {
    await expect(ada.tile('Bob')).toBeVisible();
    await bob.leave();
    await expect(ada.tile('Bob')).toHaveCount(0);
    await expect(ada.tiles).toHaveCount(1);
  });
});

test('MEET-5: three people, everybody receives everybody (001-2, 004-3, 004-4)', async ({
  pair: { ada, bob, path },
  person,
}) => {
  const cid = await person('Cid');
  await cid.join(path);
  await Promise.all([
    ada.expectVideoOf('Bob'),
    ada.expectVideoOf('Cid'),
    bob.expectVideoOf('Ada'),
    bob.expectVideoOf('Cid'),
    cid.expectVideoOf('Ada'),
    cid.expectVideoOf('Bob'),
  ]);
  await Promise.all([ada.expectSound(), bob.expectSound(), cid.expectSound()]);
});
