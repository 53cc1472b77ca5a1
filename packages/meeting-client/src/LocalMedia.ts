import { storeOr } from './browserEnvironment.ts';
import type { KnownDevice } from './deviceChoice.ts';
import { DeviceList } from './DeviceList.ts';
import { DeviceLists } from './DeviceLists.ts';
import { DeviceMemory } from './DeviceMemory.ts';
import { DeviceOpener } from './DeviceOpener.ts';
import { DeviceSlot } from './DeviceSlot.ts';
import type { KeyValueStore } from './environment.ts';
import type {
  DeviceInfo,
  DeviceNotice,
  LocalMediaApi,
  LocalMediaSnapshot,
  PickedUp,
  TrackProcessor,
  VoiceSettings,
} from './localMediaApi.ts';
import { MicrophoneLevel } from './MicrophoneLevel.ts';
import { Notifier } from './Notifier.ts';
import { type InputKind, watchPermission } from './permissions.ts';
import { Scope } from './Scope.ts';
import { SpeakerSlot } from './SpeakerSlot.ts';
import { cameraConstraints, microphoneConstraints } from './deviceConstraints.ts';

export type LocalMediaOptions = {
  /** The browser's, or undefined where the page is not in a secure context. */
  readonly mediaDevices?: MediaDevices | undefined;
  readonly store?: KeyValueStore;
};

/** The person's camera, microphone and speaker; the one owner of their tracks. */
export class LocalMedia implements LocalMediaApi {
  readonly #scope = new Scope();
  readonly #notifier = new Notifier();
  readonly #noticed = new Set<(notice: DeviceNotice) => void>();
  readonly #level = new MicrophoneLevel();
  readonly #memory: DeviceMemory;
  readonly #lists: DeviceLists;
  readonly #camera: DeviceSlot;
  readonly #microphone: DeviceSlot;
  readonly #speaker: SpeakerSlot;
  #voice: VoiceSettings;
  #snapshot: LocalMediaSnapshot | undefined;

  constructor(options: LocalMediaOptions = {}) {
    // Insecure contexts have no mediaDevices, whatever the types say.
    const mediaDevices =
      'mediaDevices' in options ? options.mediaDevices : (navigator.mediaDevices as MediaDevices | undefined);
    this.#memory = new DeviceMemory(options.store ?? storeOr(() => window.localStorage));
    this.#voice = this.#memory.voice;
    this.#lists = new DeviceLists({ mediaDevices, onRead: () => this.#onDevices() });
    const parts = {
      opener: mediaDevices && new DeviceOpener(mediaDevices),
      memory: this.#memory,
      onChange: () => this.#changed(),
      onNotice: (notice: DeviceNotice) => this.#tell(notice),
    };
    const listOf = (kind: MediaDeviceKind) => new DeviceList(this.#lists, kind);
    this.#camera = new DeviceSlot({
      ...parts,
      kind: 'camera',
      list: listOf('videoinput'),
      constraints: () => cameraConstraints,
    });
    this.#microphone = new DeviceSlot({
      ...parts,
      kind: 'microphone',
      list: listOf('audioinput'),
      constraints: () =>
        microphoneConstraints(this.#voice, { processed: this.#microphone.processor === 'on' }),
    });
    this.#speaker = new SpeakerSlot({ ...parts, list: listOf('audiooutput') });
    void this.#lists.read();
    this.#watch();
  }

  getSnapshot = (): LocalMediaSnapshot => {
    this.#snapshot ??= {
      camera: this.#camera.state,
      microphone: this.#microphone.state,
      cameras: this.#lists.of('videoinput').map(infoOf),
      microphones: this.#lists.of('audioinput').map(infoOf),
      speakers: this.#lists.of('audiooutput').map(infoOf),
      speakerId: this.#speaker.deviceId,
      voice: this.#voice,
      cameraProcessor: this.#camera.processor,
      microphoneProcessor: this.#microphone.processor,
    };
    return this.#snapshot;
  };
  subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener);

  onNotice(listener: (notice: DeviceNotice) => void): () => void {
    this.#noticed.add(listener);
    return () => this.#noticed.delete(listener);
  }

  get cameraTrack(): MediaStreamTrack | undefined {
    return this.#camera.track;
  }
  get microphoneTrack(): MediaStreamTrack | undefined {
    return this.#microphone.track;
  }

  startCamera = (deviceId?: string): Promise<void> => this.#camera.start(deviceId);
  startMicrophone = (deviceId?: string): Promise<void> => this.#microphone.start(deviceId);
  stopCamera = (): void => this.#camera.stop();
  stopMicrophone = (): void => this.#microphone.stop();
  chooseSpeaker = (deviceId: string): void => this.#speaker.choose(deviceId);

  async setVoice(change: Partial<VoiceSettings>): Promise<void> {
    this.#voice = { ...this.#voice, ...change };
    this.#memory.rememberVoice(this.#voice);
    this.#changed();
    await this.#microphone.reopen();
  }

  setCameraProcessor = (processor: TrackProcessor | undefined): Promise<void> =>
    this.#camera.setProcessor(processor);
  setMicrophoneProcessor = (processor: TrackProcessor | undefined): Promise<void> =>
    // Two that take out noise one after the other would take out the voice.
    this.#microphone.setProcessor(processor, true);

  microphoneLevel(): number {
    if (this.#microphone.track?.enabled !== true) return 0;
    return this.pickedUp()?.level ?? 0;
  }

  pickedUp(): PickedUp | undefined {
    return this.#level.read(this.#microphone.deviceTrack);
  }

  close(): void {
    this.#scope.close();
    this.#lists.close();
    this.#camera.stop();
    this.#microphone.stop();
    this.#level.close();
  }

  /** What stood in the way of a device may go away without a word to the page. */
  #watch(): void {
    const slots: Readonly<Record<InputKind, DeviceSlot>> = {
      camera: this.#camera,
      microphone: this.#microphone,
    };
    for (const kind of ['camera', 'microphone'] as const) {
      void watchPermission(kind, this.#scope, () => slots[kind].retry('denied', 'withdrawn'));
    }
    if (typeof window === 'undefined') return;
    // The person comes back from the program that held the device.
    const onFocus = () => {
      slots.camera.retry('busy');
      slots.microphone.retry('busy');
    };
    window.addEventListener('focus', onFocus);
    this.#scope.add(() => window.removeEventListener('focus', onFocus));
  }

  #onDevices(): void {
    this.#speaker.onDevices();
    this.#changed();
    this.#camera.onDevices();
    this.#microphone.onDevices();
  }

  #tell(notice: DeviceNotice): void {
    for (const listener of this.#noticed) listener(notice);
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#level.keepOnly(this.#microphone.deviceTrack);
    this.#notifier.notify();
  }
}

const infoOf = ({ deviceId, label }: KnownDevice): DeviceInfo => ({ deviceId, label });
