import { describe, expect, it } from 'vitest';
import { FakeLocalMedia } from '../../testing/FakeLocalMedia.ts';
import { aParticipant, FakeMeetingClient } from '../../testing/FakeMeetingClient.ts';
import { MediaControls, type MediaWish } from './MediaControls.ts';
import type { Notice } from './notices.ts';

function createControls(wish: MediaWish = { muted: false, cameraOff: false }) {
  const client = new FakeMeetingClient();
  const media = new FakeLocalMedia();
  const told: Notice[] = [];
  const remembered: MediaWish[] = [];
  const controls = new MediaControls({
    client,
    media,
    wish,
    onWish: (newWish) => remembered.push(newWish),
    tell: (notice) => told.push(notice),
  });
  return { client, media, controls, told, remembered };
}

describe('UI-6: the switches of microphone and camera', () => {
  it('open what is wanted when the lobby opens', () => {
    const { client, controls } = createControls({ muted: true, cameraOff: false });
    controls.start();
    expect(client.asked).toEqual(['mute', 'cameraOn']);
  });

  it('remember what was chosen', () => {
    const { media, controls, remembered } = createControls();
    media.set({ camera: { state: 'on', deviceId: 'a', label: 'A' } });
    controls.toggleCamera();
    expect(remembered.at(-1)).toEqual({ muted: false, cameraOff: true });
  });

  it('show a person without a microphone as muted, and the switch tries it again', () => {
    const { client, media, controls } = createControls();
    media.set({ microphone: { state: 'failed', cause: 'denied' } });
    expect(controls.muted).toBe(true);
    controls.toggleMuted();
    expect(client.asked).toEqual(['unmute']);
  });

  it('keep a seat muted that was muted before', () => {
    const { media, controls } = createControls();
    media.set({ microphone: { state: 'on', deviceId: 'a', label: 'A' } });
    controls.restore({ name: 'Ada', occupied: false, muted: true, cameraOff: false });
    expect(controls.muted).toBe(true);
  });

  it('say in the meeting that a device did not start; the lobby says it by itself', async () => {
    const { client, media, controls, told } = createControls({ muted: true, cameraOff: true });
    media.set({ camera: { state: 'failed', cause: 'busy' } });
    controls.toggleCamera();
    await Promise.resolve();
    expect(told).toEqual([]);

    client.sit([aParticipant(1, 'Ada')]);
    controls.toggleCamera();
    await Promise.resolve();
    expect(told).toEqual([{ type: 'deviceFailed', device: 'camera', cause: 'busy' }]);
  });
});
