// @vitest-environment happy-dom
import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { FakeLocalMedia } from '../../testing/FakeLocalMedia.ts';
import { Lobby } from '../lobby/Lobby.tsx';
import type { Notice } from '../meeting/notices.ts';
import { LateEffects } from './LateEffects.ts';

beforeEach(() => {
  // Only whether they are there is asked.
  for (const name of ['MediaStreamTrackProcessor', 'MediaStreamTrackGenerator', 'OffscreenCanvas'])
    vi.stubGlobal(name, () => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const seat = { name: undefined, occupied: false, muted: false, cameraOff: false };

it('EFFECT-3: the lobby offers them once the way to the server stands, and the choice reaches the camera', async () => {
  const { client, media, user } = renderInRoom(<Lobby />);
  act(() => client.setPhase({ state: 'lobby', warm: false, loopbackOnly: false, seat }));
  expect(screen.queryByRole('switch', { name: 'Blur background' })).toBeNull();
  act(() => client.setPhase({ state: 'lobby', warm: true, loopbackOnly: false, seat }));
  const blur = await screen.findByRole('switch', { name: 'Blur background' });
  await waitFor(() => expect(blur).toHaveProperty('disabled', false));
  await user.click(blur);
  expect(media.cameraProcessor).toBeDefined();
  expect(blur).toHaveProperty('checked', true);
});

it('EFFECT-1: who wanted a blurred background has it before the camera is opened', async () => {
  localStorage.setItem('convene.effects', JSON.stringify({ noise: false, blur: true }));
  const { client, media, session } = createSession();
  void session.open();
  expect(client.asked).not.toContain('cameraOn');
  await waitFor(() => expect(client.asked).toContain('cameraOn'));
  expect(media.cameraProcessor).toBeDefined();
});

it('EFFECT-4: what comes after the meeting was closed is not used', async () => {
  const { media, session } = createSession();
  localStorage.setItem('convene.effects', JSON.stringify({ noise: false, blur: true }));
  const loading = session.effects.load();
  session.close();
  await loading;
  expect(media.cameraProcessor).toBeUndefined();
});

it('EFFECT-5: who wanted a blurred background is told when what blurs it does not come', async () => {
  const notices: Notice[] = [];
  const effects = new LateEffects(
    { media: new FakeLocalMedia(), tell: (notice) => notices.push(notice) },
    () => Promise.reject(new TypeError('Failed to fetch')),
  );
  await effects.load();
  expect(notices).toEqual([]);
  localStorage.setItem('convene.effects', JSON.stringify({ noise: false, blur: true }));
  const remembered = new LateEffects(
    { media: new FakeLocalMedia(), tell: (notice) => notices.push(notice) },
    () => Promise.reject(new TypeError('Failed to fetch')),
  );
  await remembered.load();
  await remembered.load();
  expect(notices).toEqual([{ type: 'blurFailed' }]);
});
