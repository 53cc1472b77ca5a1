import type { DeviceState, LocalMediaApi, LocalMediaSnapshot } from '@convene/meeting-client';

const OFF: DeviceState = { state: 'off' };
const on = (deviceId: string): DeviceState => ({ state: 'on', deviceId, label: deviceId });

/** Devices whose state the test sets by hand. `failWith` lets the next start fail. */
export class FakeLocalMedia implements LocalMediaApi {
  cameraTrack: MediaStreamTrack | undefined;
  microphoneTrack: MediaStreamTrack | undefined;
  level = 0;
  failWith: Extract<DeviceState, { state: 'failed' }>['cause'] | undefined;
  closed = false;
  #snapshot: LocalMediaSnapshot = {
    camera: OFF,
    microphone: OFF,
    cameras: [{ deviceId: 'camera-1', label: 'Front camera' }],
    microphones: [{ deviceId: 'microphone-1', label: 'Desk microphone' }],
    speakers: [],
    speakerId: undefined,
  };
  readonly #listeners = new Set<() => void>();

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
  microphoneLevel(): number {
    return this.level;
  }
  close(): void {
    this.closed = true;
  }

  #started(deviceId: string): DeviceState {
    return this.failWith === undefined ? on(deviceId) : { state: 'failed', cause: this.failWith };
  }
}
