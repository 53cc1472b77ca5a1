import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { describe, expect, it } from 'vitest';
import { failureCause } from './failureCause.ts';
import { LocalMedia } from './LocalMedia.ts';
import { levelOf } from './MicrophoneLevel.ts';
import { MemoryStore } from './testing/FakeEnvironment.ts';

type Request = { readonly kind: 'audio' | 'video'; readonly constraints: MediaTrackConstraints };

/** A browser's devices: what is plugged in, what is asked for, and what is answered. */
class FakeMediaDevices extends EventTarget {
  readonly requests: Request[] = [];
  readonly tracks: FakeMediaStreamTrack[] = [];
  devices: Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[] = [];
  failure: DOMException | undefined;
  gate: Promise<void> = Promise.resolve();

  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }

  async getUserMedia({ audio, video }: MediaStreamConstraints): Promise<MediaStream> {
    const kind = video === undefined ? 'audio' : 'video';
    const constraints = (video ?? audio) as MediaTrackConstraints;
    this.requests.push({ kind, constraints });
    await this.gate;
    if (this.failure) throw this.failure;
    const ideal = constraints.deviceId as { ideal: string } | undefined;
    const track = new FakeMediaStreamTrack({
      kind,
      label: `a ${kind} device`,
      settings: { deviceId: ideal?.ideal ?? 'default' },
    });
    this.tracks.push(track);
    return { getTracks: () => [track] } as unknown as MediaStream;
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.devices as MediaDeviceInfo[];
  }
}

function createMedia(store = new MemoryStore()) {
  const devices = new FakeMediaDevices();
  const media = new LocalMedia({ mediaDevices: devices as unknown as MediaDevices, store });
  return { devices, media, store };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('LocalMedia', () => {
  it('DEVICE-1: the camera is asked for 720p, the microphone without echo and noise (004-30, 004-31)', async () => {
    const { devices, media } = createMedia();
    await media.startCamera();
    await media.startMicrophone();
    expect(devices.requests).toMatchObject([
      { kind: 'video', constraints: { width: { ideal: 1280 }, height: { ideal: 720 } } },
      { kind: 'audio', constraints: { echoCancellation: true, noiseSuppression: true } },
    ]);
    expect(media.getSnapshot()).toMatchObject({
      camera: { state: 'on', label: 'a video device' },
      microphone: { state: 'on', label: 'a audio device' },
    });
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
    ['SecurityError', 'insecure'],
    ['SyntaxError', 'unknown'],
  ])('DEVICE-2: %s is told as %s', async (name, cause) => {
    const { devices, media } = createMedia();
    devices.failure = new DOMException('', name);
    await media.startCamera();
    expect(media.getSnapshot().camera).toEqual({ state: 'failed', cause });
    expect(media.cameraTrack).toBeUndefined();
  });

  it('DEVICE-2: what is no error of the browser is unknown', () => {
    expect(failureCause(new Error('NotAllowedError'))).toBe('unknown');
  });

  it('DEVICE-2: a page that is not secure has no devices, and says so', async () => {
    const media = new LocalMedia({ mediaDevices: undefined, store: new MemoryStore() });
    await media.startMicrophone();
    expect(media.getSnapshot().microphone).toEqual({ state: 'failed', cause: 'insecure' });
  });

  it('DEVICE-3: turning it off ends the track', async () => {
    const { devices, media } = createMedia();
    await media.startCamera();
    media.stopCamera();
    expect(devices.tracks[0]?.readyState).toBe('ended');
    expect(media.cameraTrack).toBeUndefined();
    expect(media.getSnapshot().camera).toEqual({ state: 'off' });
  });

  it('DEVICE-4: the chosen device is asked for again by the next page', async () => {
    const { media, store } = createMedia();
    await media.startCamera('second');
    media.chooseSpeaker('loud');
    const next = createMedia(store);
    await next.media.startCamera();
    expect(next.devices.requests[0]?.constraints.deviceId).toEqual({ ideal: 'second' });
    expect(next.media.getSnapshot()).toMatchObject({ camera: { deviceId: 'second' }, speakerId: 'loud' });
  });

  it('DEVICE-5: a device that is unplugged says so', async () => {
    const { devices, media } = createMedia();
    await media.startMicrophone();
    devices.failure = new DOMException('', 'NotFoundError');
    devices.tracks[0]?.remoteStop();
    await settle();
    expect(media.getSnapshot().microphone).toEqual({ state: 'failed', cause: 'missing' });
    expect(media.microphoneTrack).toBeUndefined();
  });

  it('DEVICE-6: an answer that comes after the device was turned off is let go', async () => {
    const { devices, media } = createMedia();
    const gate = Promise.withResolvers<void>();
    devices.gate = gate.promise;
    const starting = media.startCamera();
    expect(media.getSnapshot().camera).toEqual({ state: 'starting' });
    media.stopCamera();
    gate.resolve();
    await starting;
    expect(devices.tracks[0]?.readyState).toBe('ended');
    expect(media.getSnapshot().camera).toEqual({ state: 'off' });
  });

  it('DEVICE-7: the lists follow what is plugged in, without devices that have no name yet', async () => {
    const { devices, media } = createMedia();
    await settle();
    expect(media.getSnapshot().cameras).toEqual([]);
    devices.devices = [
      { kind: 'videoinput', deviceId: 'one', label: 'One' },
      { kind: 'videoinput', deviceId: '', label: '' },
      { kind: 'audioinput', deviceId: 'two', label: 'Two' },
      { kind: 'audiooutput', deviceId: 'three', label: 'Three' },
    ];
    devices.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(media.getSnapshot()).toMatchObject({
      cameras: [{ deviceId: 'one', label: 'One' }],
      microphones: [{ deviceId: 'two', label: 'Two' }],
      speakers: [{ deviceId: 'three', label: 'Three' }],
    });
  });

  it('DEVICE-8: the old picture stays until the new camera is there', async () => {
    const { devices, media } = createMedia();
    await media.startCamera();
    const gate = Promise.withResolvers<void>();
    devices.gate = gate.promise;
    const switching = media.startCamera('second');
    expect(media.cameraTrack).toBe(devices.tracks[0]);
    expect(media.getSnapshot().camera.state).toBe('on');
    gate.resolve();
    await switching;
    expect(devices.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
    expect(media.cameraTrack).toBe(devices.tracks[1]);
  });

  it('CLIENT-1: closing ends the tracks and listens no more', async () => {
    const { devices, media } = createMedia();
    await media.startCamera();
    await media.startMicrophone();
    media.close();
    expect(devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
    expect(devices.listeners).toBe(0);
  });

  it('CLIENT-2: the snapshot is the same object until something changes', async () => {
    const { media } = createMedia();
    await settle();
    const before = media.getSnapshot();
    media.stopCamera();
    expect(media.getSnapshot()).toBe(before);
  });
});

it.each([
  [0, 0],
  [0.001, 0],
  [0.1, 0.8],
  [1, 1],
])('DEVICE-9: samples of %d are as loud as %d', (sample, level) => {
  expect(levelOf(new Float32Array(64).fill(sample))).toBeCloseTo(level, 5);
});
