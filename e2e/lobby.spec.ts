import { expect, test } from './support/test.ts';
import { liveCaptures } from './support/probe.ts';

test('LOBBY-1: who refuses camera and microphone is told so and can join', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const shy = await person('Shy', { devices: 'refused' });
  await shy.openLobby(path);
  await expect(shy.page.getByText(/browser blocks the camera and microphone/).first()).toBeVisible();
  await shy.joinNow();
  await shy.expectVideoOf('Ada');
  await expect(ada.tile('Shy')).toContainText('Muted');
});

test('LOBBY-2: a machine without camera and microphone is told so and can join', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const poor = await person('Poor', { devices: 'missing' });
  await poor.openLobby(path);
  await expect(poor.page.getByText(/No camera or microphone was found/).first()).toBeVisible();
  await poor.joinNow();
  await poor.expectVideoOf('Ada');
});

test('LOBBY-6: a machine without camera is told so, and its microphone is heard', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const voice = await person('Voice', { devices: 'noCamera' });
  await voice.openLobby(path);
  await expect(voice.page.getByText(/No camera was found/).first()).toBeVisible();
  await voice.joinNow();
  await voice.expectVideoOf('Ada');
  await ada.expectSound();
});

test('LOBBY-3: camera and microphone can be off before joining, and stay off', async ({ person }) => {
  const ada = await person('Ada');
  await ada.createMeeting();
  await ada.button('Turn off camera').click();
  await ada.button('Mute').click();
  await expect.poll(() => liveCaptures(ada.page, 'video'), { message: 'the camera is let go' }).toBe(0);
  await ada.joinNow();
  await expect(ada.control('Turn on camera')).toBeVisible();
  await expect(ada.control('Unmute')).toBeVisible();
});

test('LOBBY-4: a meeting that does not exist says so', async ({ person }) => {
  const ada = await person('Ada');
  await ada.page.goto('/m/zzz-zzzz-zzz');
  await expect(ada.page.getByRole('heading', { name: 'This meeting does not exist' })).toBeVisible();
});

test('LOBBY-5: a code or a link typed on the home page opens the lobby', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  const bob = await person('Bob');
  await bob.page.goto('/');
  await bob.page
    .getByRole('textbox', { name: 'Meeting link or code' })
    .fill(path.slice('/m/'.length).replaceAll('-', ''));
  await bob.button('Join').click();
  await expect(bob.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  expect(new URL(bob.page.url()).pathname).toBe(path);
});
