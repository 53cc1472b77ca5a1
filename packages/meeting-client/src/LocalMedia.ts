import type { DeviceInfo, DeviceState, LocalMediaApi, LocalMediaSnapshot } from './api.ts';
import { storeOr } from './browserEnvironment.ts';
import type { KeyValueStore } from './environment.ts';
import { failureCause } from './failureCause.ts';
import { MicrophoneLevel } from './MicrophoneLevel.ts';
import { Notifier } from './Notifier.ts';
import { Scope } from './Scope.ts';

type DeviceKind = 'camera' | 'microphone';
type Failure = Extract<DeviceState, { state: 'failed' }>['cause'];

export type LocalMediaOptions = {
  /** The browser's, or undefined where the page is not in a secure context. */
  readonly mediaDevices?: MediaDevices | undefined;
  readonly store?: KeyValueStore;
};

/** Sizes and processing that are asked of the devices (004-30, 004-31). */
const CONSTRAINTS: Readonly<Record<DeviceKind, MediaTrackConstraints>> = {
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

const OFF: DeviceState = { state: 'off' };
const storageKey = (name: string) => `convene-device-${name}`;

/** The person's camera, microphone and speaker; the one owner of their tracks. */
export class LocalMedia implements LocalMediaApi {
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #store: KeyValueStore;
  readonly #scope = new Scope();
  readonly #notifier = new Notifier();
  readonly #level = new MicrophoneLevel();
  readonly #tracks: Record<DeviceKind, MediaStreamTrack | undefined> = {
    camera: undefined,
    microphone: undefined,
  };
  /** Counts the starts and stops of each device: an answer of the browser to an earlier one is let go. */
  readonly #turns: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  #snapshot: LocalMediaSnapshot;

  constructor(options: LocalMediaOptions = {}) {
    // Insecure contexts have no mediaDevices, whatever the types say.
    const own =
      'mediaDevices' in options ? options.mediaDevices : (navigator.mediaDevices as MediaDevices | undefined);
    this.#mediaDevices = own;
    this.#store = options.store ?? storeOr(() => window.localStorage);
    this.#snapshot = {
      camera: OFF,
      microphone: OFF,
      cameras: [],
      microphones: [],
      speakers: [],
      speakerId: this.#store.getItem(storageKey('speaker')) ?? undefined,
    };
    if (own === undefined) return;
    const onChange = () => void this.#listDevices();
    own.addEventListener('devicechange', onChange);
    this.#scope.add(() => own.removeEventListener('devicechange', onChange));
    void this.#listDevices();
  }

  getSnapshot = (): LocalMediaSnapshot => this.#snapshot;
  subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener);

  get cameraTrack(): MediaStreamTrack | undefined {
    return this.#tracks.camera;
  }
  get microphoneTrack(): MediaStreamTrack | undefined {
    return this.#tracks.microphone;
  }

  startCamera = (deviceId?: string): Promise<void> => this.#start('camera', deviceId);
  startMicrophone = (deviceId?: string): Promise<void> => this.#start('microphone', deviceId);
  stopCamera = (): void => this.#stop('camera', OFF);
  stopMicrophone = (): void => this.#stop('microphone', OFF);

  chooseSpeaker(deviceId: string): void {
    this.#store.setItem(storageKey('speaker'), deviceId);
    this.#set({ speakerId: deviceId });
  }

  microphoneLevel(): number {
    return this.#level.read(this.#tracks.microphone);
  }

  close(): void {
    this.#scope.close();
    this.#stop('camera', OFF);
    this.#stop('microphone', OFF);
    this.#level.close();
  }

  async #start(kind: DeviceKind, deviceId: string | undefined): Promise<void> {
    if (deviceId !== undefined) this.#store.setItem(storageKey(kind), deviceId);
    const turn = ++this.#turns[kind];
    if (this.#mediaDevices === undefined) {
      this.#fail(kind, 'insecure');
      return;
    }
    // A running track goes on until the new device answers: nobody sees a gap while a person looks through cameras.
    if (this.#tracks[kind] === undefined) this.#set({ [kind]: { state: 'starting' } });
    try {
      const track = await this.#open(this.#mediaDevices, kind);
      if (this.#turns[kind] !== turn || this.#scope.closed) {
        track.stop();
        return;
      }
      this.#use(kind, track);
      // Names of devices are told only after the person has allowed one.
      await this.#listDevices();
    } catch (error) {
      if (this.#turns[kind] === turn && !this.#scope.closed) this.#fail(kind, failureCause(error));
    }
  }

  /** The remembered device; any other where that one is not there any more. */
  async #open(mediaDevices: MediaDevices, kind: DeviceKind): Promise<MediaStreamTrack> {
    const deviceId = this.#store.getItem(storageKey(kind));
    const constraints: MediaTrackConstraints = {
      ...CONSTRAINTS[kind],
      ...(deviceId !== null && { deviceId: { ideal: deviceId } }),
    };
    const stream = await mediaDevices.getUserMedia(
      kind === 'camera' ? { video: constraints } : { audio: constraints },
    );
    const track = stream.getTracks()[0];
    if (track === undefined) throw new DOMException('no track', 'NotFoundError');
    return track;
  }

  #use(kind: DeviceKind, track: MediaStreamTrack): void {
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = track;
    // Fires when the device is unplugged or its permission is taken back, not on our own `stop`.
    track.addEventListener('ended', () => {
      if (this.#tracks[kind] === track) this.#fail(kind, 'missing');
    });
    const { deviceId = '' } = track.getSettings();
    this.#set({ [kind]: { state: 'on', deviceId, label: track.label } });
  }

  #fail(kind: DeviceKind, cause: Failure): void {
    this.#stop(kind, { state: 'failed', cause });
  }

  #stop(kind: DeviceKind, state: DeviceState): void {
    this.#turns[kind] += 1;
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = undefined;
    if (this.#snapshot[kind].state !== state.state || state.state === 'failed') this.#set({ [kind]: state });
  }

  async #listDevices(): Promise<void> {
    try {
      const devices = (await this.#mediaDevices?.enumerateDevices()) ?? [];
      if (this.#scope.closed) return;
      this.#set({
        cameras: listOf(devices, 'videoinput'),
        microphones: listOf(devices, 'audioinput'),
        speakers: listOf(devices, 'audiooutput'),
      });
    } catch {
      // Some browsers refuse the list until a device was allowed; it is asked for again then.
    }
  }

  #set(change: Partial<LocalMediaSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#notifier.notify();
  }
}

/** Before a permission is given, browsers list one device of each kind without id and name: those are left out. */
function listOf(devices: readonly MediaDeviceInfo[], kind: MediaDeviceKind): DeviceInfo[] {
  return devices
    .filter((device) => device.kind === kind && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ deviceId, label }));
}
