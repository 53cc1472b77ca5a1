import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalMedia } from './LocalMedia.ts';
import type { DeviceNotice } from './localMediaApi.ts';
import { MemoryStore } from './testing/FakeEnvironment.ts';
import { PluggableDevices } from './testing/PluggableDevices.ts';

/** Everything that waits for nothing but promises has happened. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function createMedia(store = new MemoryStore()) {
  const devices = new PluggableDevices();
  for (const name of ['desk', 'headset', 'laptop']) {
    devices.plug('videoinput', `${name} camera`);
    devices.plug('audioinput', `${name} microphone`);
    devices.plug('audiooutput', `${name} speaker`);
  }
  const media = new LocalMedia({ mediaDevices: devices as unknown as MediaDevices, store });
  onTestFinished(() => media.close());
  const notices: DeviceNotice[] = [];
  media.onNotice((notice) => notices.push(notice));
  const told = () => notices.splice(0).map(({ type }) => type);
  const inUse = () => {
    const { camera, microphone } = media.getSnapshot();
    const nameOf = (state: typeof camera) => (state.state === 'on' ? state.label : state);
    return { camera: nameOf(camera), microphone: nameOf(microphone) };
  };
  return { devices, media, store, notices, told, inUse };
}

const missing = { state: 'failed', cause: 'missing' };

describe('DEVICE-13: devices that come and go', () => {
  it.each(['first', 'last', 'never'] as const)(
    'the device in use is unplugged, its track ends %s: the next one takes its place',
    async (tracksEnd) => {
      const { devices, media, told, inUse } = createMedia();
      await media.startCamera('headset camera');
      devices.unplug(['headset camera'], tracksEnd);
      await settle();
      expect(inUse().camera).toBe('desk camera');
      expect(media.cameraTrack?.label).toBe('desk camera');
      expect(told()).toEqual(['fellBack']);
      expect(devices.running).toHaveLength(1);
    },
  );

  it('the chosen device is plugged in again: it is used again, also under another id', async () => {
    const { devices, media, told, inUse } = createMedia();
    await media.startMicrophone('headset microphone');
    devices.unplug(['headset microphone']);
    await settle();
    devices.plug('audioinput', 'another id', 'headset microphone');
    await settle();
    expect(inUse().microphone).toBe('headset microphone');
    expect(told()).toEqual(['fellBack', 'cameBack']);
  });

  it('a device that was not chosen does not push itself in front', async () => {
    const { devices, media, told, inUse } = createMedia();
    await media.startCamera('headset camera');
    devices.plug('videoinput', 'new camera');
    await settle();
    expect(inUse().camera).toBe('headset camera');
    expect(told()).toEqual([]);
  });

  it('it is unplugged while it is being opened', async () => {
    const { devices, media, inUse } = createMedia();
    await settle();
    const gate = Promise.withResolvers<void>();
    devices.gate = gate.promise;
    const starting = media.startCamera('headset camera');
    devices.unplug(['headset camera']);
    gate.resolve();
    await starting;
    expect(inUse().camera).toBe('desk camera');
    expect(devices.running).toHaveLength(1);
  });

  it('the system’s default changes', async () => {
    const { devices, media, told, inUse } = createMedia();
    devices.plug('audioinput', 'default', 'Default - Desk');
    await settle();
    await media.startMicrophone('default');
    devices.renameDefault('audioinput', 'Default - Headset');
    await settle();
    expect(inUse().microphone).toBe('Default - Headset');
    expect(media.microphoneTrack?.label).toBe('Default - Headset');
    expect(told()).toEqual(['defaultChanged']);
  });

  it('all are unplugged, and then the first is plugged in', async () => {
    const { devices, media, told, inUse } = createMedia();
    await media.startCamera();
    devices.unplug(['desk camera', 'headset camera', 'laptop camera']);
    await settle();
    expect(inUse().camera).toEqual(missing);
    expect(media.cameraTrack).toBeUndefined();
    devices.plug('videoinput', 'first camera');
    await settle();
    expect(inUse().camera).toBe('first camera');
    expect(told()).toEqual(['lost', 'plugged']);
  });

  it('it is unplugged while the camera is off: nothing is opened', async () => {
    const { devices, media, told, inUse } = createMedia();
    await media.startCamera('headset camera');
    media.stopCamera();
    devices.unplug(['headset camera']);
    await settle();
    expect(inUse().camera).toEqual({ state: 'off' });
    expect(devices.running).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('two vanish at once, of which the second was the next', async () => {
    const { devices, media, told, inUse } = createMedia();
    await media.startMicrophone('headset microphone');
    devices.unplug(['headset microphone', 'desk microphone']);
    await settle();
    expect(inUse().microphone).toBe('laptop microphone');
    expect(told()).toEqual(['fellBack']);
  });

  it('the chosen speaker goes and comes back', async () => {
    const { devices, media, told } = createMedia();
    await settle();
    media.chooseSpeaker('headset speaker');
    devices.unplug(['headset speaker']);
    await settle();
    expect(media.getSnapshot().speakerId).toBeUndefined();
    devices.plug('audiooutput', 'another id', 'headset speaker');
    await settle();
    expect(media.getSnapshot().speakerId).toBe('another id');
    expect(told()).toEqual(['fellBack', 'cameBack']);
  });

  it('another program holds it: no other camera shows what it sees; it is tried again when the list changes', async () => {
    const { devices, media, told, inUse } = createMedia();
    await settle();
    devices.busy.add('headset camera');
    await media.startCamera('headset camera');
    expect(inUse().camera).toEqual({ state: 'failed', cause: 'busy' });
    expect(devices.tracks).toEqual([]);
    devices.busy.clear();
    devices.plug('audiooutput', 'anything');
    devices.plug('videoinput', 'new camera');
    await settle();
    expect(inUse().camera).toBe('headset camera');
    expect(told()).toEqual(['plugged']);
  });

  it('another one is chosen that another program holds: the one in use goes on', async () => {
    const { devices, media, notices, inUse } = createMedia();
    await media.startCamera('desk camera');
    devices.busy.add('headset camera');
    await media.startCamera('headset camera');
    expect(inUse().camera).toBe('desk camera');
    expect(notices).toEqual([
      { type: 'switchFailed', device: 'camera', label: 'headset camera', cause: 'busy' },
    ]);
    devices.plug('videoinput', 'new camera');
    await settle();
    expect(inUse().camera).toBe('desk camera');
  });

  it('its track ends and the list stays as it is: it is opened again, but not for ever', async () => {
    const { devices, media, told, inUse } = createMedia();
    await media.startCamera('headset camera');
    devices.end('headset camera');
    await settle();
    expect(inUse().camera).toBe('headset camera');
    expect(told()).toEqual([]);
    for (let times = 0; times < 5; times++) {
      devices.end('headset camera');
      await settle();
    }
    expect(inUse().camera).toEqual({ state: 'failed', cause: 'unknown' });
    expect(devices.running).toEqual([]);
  });

  it('two are chosen in a hurry: the last choice stands, and no device stays open beside it', async () => {
    const { devices, media, store, inUse } = createMedia();
    await settle();
    const choices = ['desk', 'laptop', 'desk', 'headset'].map((name) => media.startCamera(`${name} camera`));
    await Promise.all(choices);
    expect(inUse().camera).toBe('headset camera');
    expect(devices.running).toHaveLength(1);
    const next = createMedia(store);
    await next.media.startCamera();
    expect(next.inUse().camera).toBe('headset camera');
  });
});

it('DEVICE-14: both devices are asked for in one question, and alone when one of them is not there', async () => {
  const { devices, media, inUse } = createMedia();
  await Promise.all([media.startCamera(), media.startMicrophone()]);
  expect(inUse()).toEqual({ camera: 'desk camera', microphone: 'desk microphone' });
  expect(devices.tracks).toHaveLength(2);
  const poor = createMedia();
  poor.devices.unplug(['desk camera', 'headset camera', 'laptop camera']);
  await Promise.all([poor.media.startCamera(), poor.media.startMicrophone()]);
  expect(poor.inUse()).toEqual({ camera: missing, microphone: 'desk microphone' });
});
