import type {
  DeviceNotice,
  DeviceState,
  LocalMediaApi,
  LocalMediaSnapshot,
  PickedUp,
  TrackProcessor,
  VoiceSettings,
} from '@convene/meeting-client';

const OFF: DeviceState = { state: 'off' };
const on = (deviceId: string): DeviceState => ({ state: 'on', deviceId, label: deviceId });

/** Devices whose state the test sets by hand. `failWith` lets the next start fail. */
export class FakeLocalMedia implements LocalMediaApi {
  cameraTrack: MediaStreamTrack | undefined;
  microphoneTrack: MediaStreamTrack | undefined;
  level = 0;
  heard: PickedUp | undefined;
  cameraProcessor: TrackProcessor | undefined;
  microphoneProcessor: TrackProcessor | undefined;
  failWith: Extract<DeviceState, { state: 'failed' }>['cause'] | undefined;
  closed = false;
  #snapshot: LocalMediaSnapshot = {
    camera: OFF,
    microphone: OFF,
    cameras: [{ deviceId: 'camera-1', label: 'Front camera' }],
    microphones: [{ deviceId: 'microphone-1', label: 'Desk microphone' }],
    speakers: [],
    speakerId: undefined,
    voice: { fidelity: 'voice', echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    cameraProcessor: 'none',
    microphoneProcessor: 'none',
  };
  readonly #listeners = new Set<() => void>();
  readonly #noticed = new Set<(notice: DeviceNotice) => void>();

  getSnapshot = (): LocalMediaSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<LocalMediaSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }

  async startCamera(deviceId = 'camera-1'): Promise<void> {
    this.set({ camera: this.#started(deviceId) });
  }
  stopCamera(): void {
    this.set({ camera: OFF });
  }
  async startMicrophone(deviceId = 'microphone-1'): Promise<void> {
    this.set({ microphone: this.#started(deviceId) });
  }
  stopMicrophone(): void {
    this.set({ microphone: OFF });
  }
  chooseSpeaker(speakerId: string): void {
    this.set({ speakerId });
  }
  async setVoice(change: Partial<VoiceSettings>): Promise<void> {
    this.set({ voice: { ...this.#snapshot.voice, ...change } });
  }
  async setCameraProcessor(processor: TrackProcessor | undefined): Promise<void> {
    this.cameraProcessor = processor;
    this.set({ cameraProcessor: processor === undefined ? 'none' : 'on' });
  }
  async setMicrophoneProcessor(processor: TrackProcessor | undefined): Promise<void> {
    this.microphoneProcessor = processor;
    this.set({ microphoneProcessor: processor === undefined ? 'none' : 'on' });
  }
  microphoneLevel(): number {
    return this.level;
  }
  pickedUp(): PickedUp | undefined {
    return this.heard;
  }

  onNotice(listener: (notice: DeviceNotice) => void): () => void {
    this.#noticed.add(listener);
    return () => this.#noticed.delete(listener);
  }
  tell(notice: DeviceNotice): void {
    for (const listener of this.#noticed) listener(notice);
  }
  close(): void {
    this.closed = true;
  }

  #started(deviceId: string): DeviceState {
    return this.failWith === undefined ? on(deviceId) : { state: 'failed', cause: this.failWith };
  }
}
