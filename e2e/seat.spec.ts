import { expect, test } from './support/test.ts';

test('SEAT-1: a reload comes back to the same seat, still muted, without the lobby', async ({
  pair: { ada, bob },
}) => {
  await ada.expectVideoOf('Bob');
  await bob.control('Mute').click();
  await expect(bob.control('Unmute')).toBeVisible();

  await bob.page.reload();
  await bob.expectInMeeting();
  await expect(bob.control('Unmute')).toBeVisible();
  await ada.expectVideoOf('Bob');
  await bob.expectVideoOf('Ada');
  await expect(ada.tiles).toHaveCount(2);
  await expect(bob.tiles).toHaveCount(2);
});

test('SEAT-2: a second tab takes over when asked to, and the first does not come back', async ({
  person,
}) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await person('Bob');
  await bob.join(path);
  const secondTab = await person('Bob', { context: bob.context });
  await secondTab.openLobby(path);
  await expect(secondTab.button('Switch to this tab')).toBeVisible();
  await secondTab.joinNow('Switch to this tab');
  await expect(bob.page.getByText('continues in another tab')).toBeVisible();
  await expect(bob.controls).toBeHidden();
  await secondTab.expectVideoOf('Ada');
  await ada.expectVideoOf('Bob');
  await expect(ada.tiles).toHaveCount(2);

  await bob.button('Switch to this tab').click();
  await bob.expectInMeeting();
  await bob.expectVideoOf('Ada');
  await expect(secondTab.page.getByText('continues in another tab')).toBeVisible();
});

test('SEAT-3: a second tab joins as another person when asked to', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const twin = await person('Twin', { context: ada.context });
  await twin.openLobby(path);
  await twin.joinNow('Join as another person');
  await expect(ada.tiles).toHaveCount(2);
  await ada.expectVideoOf('Twin');
  await twin.expectVideoOf('Ada');
});

test('SEAT-4: a closed tab is gone from the others within 20 s', async ({ pair: { ada, bob } }) => {
  await expect(ada.tile('Bob')).toBeVisible();
  await bob.page.close();
  await expect(ada.tile('Bob')).toHaveCount(0, { timeout: 20_000 });
});
