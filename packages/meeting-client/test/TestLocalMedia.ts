import type { DeviceState, LocalMediaApi, LocalMediaSnapshot } from '../src/index.ts';

const OFF: DeviceState = { state: 'off' };
type CreateTrack = (kind: 'audio' | 'video') => MediaStreamTrack;

/** Camera and microphone that a test makes; like LocalMedia they end their tracks when they are turned off. */
export class TestLocalMedia implements LocalMediaApi {
  readonly #createTrack: CreateTrack;
  readonly #listeners = new Set<() => void>();
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
  cameraTrack: MediaStreamTrack | undefined;
  microphoneTrack: MediaStreamTrack | undefined;
  /** Devices that cannot be opened. */
  readonly broken = new Set<'camera' | 'microphone'>();

  constructor(createTrack: CreateTrack) {
    this.#createTrack = createTrack;
  }

  getSnapshot(): LocalMediaSnapshot {
    return this.#snapshot;
  }
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async startCamera(): Promise<void> {
    this.cameraTrack?.stop();
    this.cameraTrack = this.broken.has('camera') ? undefined : this.#createTrack('video');
    this.#set({ camera: stateOf(this.cameraTrack) });
  }
  stopCamera(): void {
    this.cameraTrack?.stop();
    this.cameraTrack = undefined;
    this.#set({ camera: OFF });
  }
  async startMicrophone(): Promise<void> {
    this.microphoneTrack?.stop();
    this.microphoneTrack = this.broken.has('microphone') ? undefined : this.#createTrack('audio');
    this.#set({ microphone: stateOf(this.microphoneTrack) });
  }
  stopMicrophone(): void {
    this.microphoneTrack?.stop();
    this.microphoneTrack = undefined;
    this.#set({ microphone: OFF });
  }
  chooseSpeaker(): void {}
  onNotice(): () => void {
    return () => undefined;
  }
  async setVoice(): Promise<void> {}
  async setCameraProcessor(): Promise<void> {}
  async setMicrophoneProcessor(): Promise<void> {}
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
  return track === undefined
    ? { state: 'failed', cause: 'missing' }
    : { state: 'on', deviceId: track.id, label: track.label };
}
