import type { DeviceState, LocalMediaApi, LocalMediaSnapshot } from '@convene/meeting-client';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';

const OFF: DeviceState = { state: 'off' };

/** Sizes of the camera by its number of layers: from these the client makes so many encodings. */
const CAMERA_SIZES = [
  undefined,
  { width: 320, height: 180 },
  { width: 640, height: 360 },
  { width: 1280, height: 720 },
];

export type Layers = 0 | 1 | 2 | 3;

const createTrack = (label: string, size?: { width: number; height: number }): MediaStreamTrack =>
  new FakeMediaStreamTrack({ kind: size === undefined ? 'audio' : 'video', label, settings: size ?? {} });

/** A shared screen, with its sound. */
export function createScreen(): MediaStream {
  const tracks = [createTrack('screen', { width: 1280, height: 720 }), createTrack('screenAudio')];
  const screen = {
    getTracks: () => tracks,
    getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
    getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
  };
  // The client uses no more of a MediaStream.
  return screen as unknown as MediaStream;
}

/** Camera and microphone without devices: their tracks carry only a name and a size. */
export class HeadlessLocalMedia implements LocalMediaApi {
  readonly #layers: Layers;
  readonly #listeners = new Set<() => void>();
  cameraTrack: MediaStreamTrack | undefined;
  microphoneTrack: MediaStreamTrack | undefined;
  #snapshot: LocalMediaSnapshot = {
    camera: OFF,
    microphone: OFF,
    cameras: [],
    microphones: [],
    speakers: [],
    speakerId: undefined,
    voice: { fidelity: 'voice', echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    cameraProcessor: 'none',
    microphoneProcessor: 'none',
  };

  constructor(layers: Layers) {
    this.#layers = layers;
  }

  getSnapshot = (): LocalMediaSnapshot => this.#snapshot;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  startCamera(): Promise<void> {
    this.cameraTrack?.stop();
    const size = CAMERA_SIZES[this.#layers];
    this.cameraTrack = size && createTrack('camera', size);
    this.#set({ camera: stateOf(this.cameraTrack) });
    return Promise.resolve();
  }
  stopCamera(): void {
    this.cameraTrack?.stop();
    this.cameraTrack = undefined;
    this.#set({ camera: OFF });
  }
  startMicrophone(): Promise<void> {
    this.microphoneTrack?.stop();
    this.microphoneTrack = createTrack('microphone');
    this.#set({ microphone: stateOf(this.microphoneTrack) });
    return Promise.resolve();
  }
  stopMicrophone(): void {
    this.microphoneTrack?.stop();
    this.microphoneTrack = undefined;
    this.#set({ microphone: OFF });
  }
  chooseSpeaker(): void {
    // Nobody listens.
  }
  onNotice(): () => void {
    return () => undefined;
  }
  async setVoice(): Promise<void> {
    // Its voice is a name only.
  }
  async setCameraProcessor(): Promise<void> {
    // Nothing to process.
  }
  async setMicrophoneProcessor(): Promise<void> {
    // Nothing to process.
  }
  pickedUp(): undefined {
    return undefined;
  }
  microphoneLevel(): number {
    return 0;
  }
  close(): void {
    this.stopCamera();
    this.stopMicrophone();
  }

  #set(change: Partial<LocalMediaSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function stateOf(track: MediaStreamTrack | undefined): DeviceState {
  if (track === undefined) return { state: 'failed', cause: 'missing' };
  return { state: 'on', deviceId: track.id, label: track.label };
}
