/** Why a device can't be had. `withdrawn`: it ran, and then its permission was taken back. */
export type DeviceFailure = 'denied' | 'withdrawn' | 'missing' | 'busy' | 'insecure' | 'unknown';

export type DeviceState =
  | { readonly state: 'off' }
  | { readonly state: 'starting' }
  /** The device that really runs, under the id and the name that the list has for it. */
  | { readonly state: 'on'; readonly deviceId: string; readonly label: string }
  | { readonly state: 'failed'; readonly cause: DeviceFailure };

export type DeviceInfo = { readonly deviceId: string; readonly label: string };

/** `music`: stereo, at a high bitrate, and untouched by the browser ("hi-fi"). */
export type Fidelity = 'voice' | 'music';

/** How the microphone is opened and sent; for music only `fidelity` counts. */
export type VoiceSettings = {
  readonly fidelity: Fidelity;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
};

/** Whether the processor that was set works on the device's track. */
export type ProcessorState = 'none' | 'on' | 'failed';

export type LocalMediaSnapshot = {
  readonly camera: DeviceState;
  readonly microphone: DeviceState;
  readonly cameras: readonly DeviceInfo[];
  readonly microphones: readonly DeviceInfo[];
  readonly speakers: readonly DeviceInfo[];
  /** The speaker in use; undefined: the system's. */
  readonly speakerId: string | undefined;
  readonly voice: VoiceSettings;
  readonly cameraProcessor: ProcessorState;
  readonly microphoneProcessor: ProcessorState;
};

export type DeviceSource = 'camera' | 'microphone' | 'speaker';

/** What happened to a device without the person's doing. */
export type DeviceNotice =
  /** The device went away, and another took its place. */
  | { readonly type: 'fellBack'; readonly device: DeviceSource; readonly label: string }
  /** The chosen device is there again, and is used again. */
  | { readonly type: 'cameBack'; readonly device: DeviceSource; readonly label: string }
  /** There was no device, and now there is one. */
  | { readonly type: 'plugged'; readonly device: DeviceSource; readonly label: string }
  /** The system has another default device. */
  | { readonly type: 'defaultChanged'; readonly device: DeviceSource; readonly label: string }
  /** The device stopped, and no other could take its place. */
  | { readonly type: 'lost'; readonly device: 'camera' | 'microphone'; readonly cause: DeviceFailure }
  /** The chosen device could not be opened: the one before goes on. */
  | {
      readonly type: 'switchFailed';
      readonly device: DeviceSource;
      readonly label: string;
      readonly cause: DeviceFailure;
    }
  /** The processor failed: the device's own track is sent. */
  | { readonly type: 'processorFailed'; readonly device: 'camera' | 'microphone' };

/** Turns a device's track into the one that is sent and previewed: a blurred background, a voice without noise. */
export interface TrackProcessor {
  /**
   * Answers the track to send. Called again whenever the device's track is another one, also before the former call
   * was answered: then only the last call counts. `failed` may be called at any time after: the device's own track is
   * sent from then on, and the person is told. The device's track is never the processor's to stop.
   */
  start(track: MediaStreamTrack, failed: () => void): Promise<MediaStreamTrack>;
  /** The device is off, or another processor has taken over. It may be started again. */
  stop(): void;
}

/** What the microphone picks up, whether it is muted or not. */
export type PickedUp = {
  /** Loudness, 0 to 1. */
  readonly level: number;
  /** Nothing but digital zeros: a microphone that is switched off, or muted by the system. */
  readonly silent: boolean;
};

/**
 * The person's own camera, microphone and speaker, in the lobby and in the meeting. Turning the camera off ends its
 * track, so that the device's light goes out. Choices are remembered in localStorage.
 */
export interface LocalMediaApi {
  getSnapshot(): LocalMediaSnapshot;
  subscribe(listener: () => void): () => void;
  onNotice(listener: (notice: DeviceNotice) => void): () => void;
  /** Opens the remembered camera, or the given one and remembers it. */
  startCamera(deviceId?: string): Promise<void>;
  stopCamera(): void;
  startMicrophone(deviceId?: string): Promise<void>;
  stopMicrophone(): void;
  /** The empty string is the system's own. */
  chooseSpeaker(deviceId: string): void;
  /** Opens the microphone anew where the change needs it; remembered. */
  setVoice(change: Partial<VoiceSettings>): Promise<void>;
  /** From now on this stands between the camera and what is sent; undefined: nothing does. */
  setCameraProcessor(processor: TrackProcessor | undefined): Promise<void>;
  setMicrophoneProcessor(processor: TrackProcessor | undefined): Promise<void>;
  /** What is sent and previewed of the camera. */
  readonly cameraTrack: MediaStreamTrack | undefined;
  readonly microphoneTrack: MediaStreamTrack | undefined;
  /** Loudness of what is sent of the own microphone right now, 0 to 1. */
  microphoneLevel(): number;
  /** Undefined where nothing can be measured. */
  pickedUp(): PickedUp | undefined;
  close(): void;
}
