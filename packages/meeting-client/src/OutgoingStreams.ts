import type { Fidelity, LocalMediaApi } from './localMediaApi.ts';
import type { Source, StoppableSource, VideoCodec } from '@convene/protocol';
import type { MediaSession } from './MediaSession.ts';
import { Scope } from './Scope.ts';
import { type CaptureScreen, ScreenShare } from './ScreenShare.ts';
import type { Wanted } from './SentStream.ts';
import type { ScreenContent, ShareView } from './snapshot.ts';

const NONE: Wanted = { state: 'none' };
const HELD: Wanted = { state: 'held' };

export type OutgoingStreamsOptions = {
  readonly localMedia: LocalMediaApi;
  readonly captureScreen: CaptureScreen;
  readonly onChange: () => void;
};

/**
 * What this person chose to send, over all peers of the meeting: it is brought to the current MediaSession whenever the
 * choice, a device or the session changes.
 */
export class OutgoingStreams {
  readonly #options: OutgoingStreamsOptions;
  readonly #scope = new Scope();
  #media: MediaSession | undefined;
  #mutedByChoice = false;
  #cameraCodec: VideoCodec = 'vp8';
  readonly #screen: ScreenShare;

  constructor(options: OutgoingStreamsOptions) {
    this.#options = options;
    this.#screen = new ScreenShare({
      capture: options.captureScreen,
      onChange: () => this.#onLocalMedia(),
    });
    this.#scope.add(options.localMedia.subscribe(() => this.#onLocalMedia()));
  }

  /** Nobody hears this person: by choice, or because there is no microphone. */
  get muted(): boolean {
    return this.#mutedByChoice || this.#options.localMedia.microphoneTrack === undefined;
  }
  /** There is no camera picture: turned off, which releases the device, or there is none. */
  get cameraOff(): boolean {
    return this.#options.localMedia.cameraTrack === undefined;
  }
  get share(): ShareView | undefined {
    return this.#screen.view;
  }
  get screenTrack(): MediaStreamTrack | undefined {
    return this.#screen.video;
  }

  /** The seat was muted before: nobody ever comes back unmuted (DESIGN §4). */
  restore(seat: { readonly muted: boolean; readonly cameraOff: boolean }): void {
    this.#mutedByChoice ||= seat.muted;
    if (seat.cameraOff) this.#options.localMedia.stopCamera();
    this.#changed();
  }

  /** Sends through this session from now on; resolves when what is wanted stands. */
  async attach(media: MediaSession): Promise<void> {
    this.#media = media;
    await this.#sync();
  }

  async setMuted(muted: boolean): Promise<void> {
    const { localMedia } = this.#options;
    this.#mutedByChoice = muted;
    this.#changed();
    if (!muted && localMedia.microphoneTrack === undefined) await localMedia.startMicrophone();
    await this.#sync();
  }

  /** Off releases the device, so that its light goes out; on opens it again. */
  async setCameraOff(off: boolean): Promise<void> {
    const { localMedia } = this.#options;
    if (off) localMedia.stopCamera();
    else if (localMedia.cameraTrack === undefined) await localMedia.startCamera();
    await this.#sync();
  }

  /** What everybody can see; the camera that is sent now is replaced. */
  setCameraCodec(codec: VideoCodec): void {
    this.#cameraCodec = codec;
    void this.#sync();
  }

  /** @throws DOMException when the person declines */
  async startScreenShare(): Promise<void> {
    await this.#screen.start();
    await this.#sync();
  }

  async stopScreenShare(): Promise<void> {
    this.#screen.stop();
    await this.#sync();
  }

  setScreenContent(content: ScreenContent): void {
    this.#screen.setContent(content);
  }

  /** Somebody with the right has turned it off on the server: this person's own choice follows. */
  async turnOff(source: StoppableSource): Promise<void> {
    if (source === 'microphone') await this.setMuted(true);
    else if (source === 'camera') await this.setCameraOff(true);
    else await this.stopScreenShare();
  }

  /** The meeting is over: every device is released. */
  stop(): void {
    this.#media = undefined;
    this.#screen.end();
    this.#options.localMedia.stopCamera();
    this.#options.localMedia.stopMicrophone();
  }

  close(): void {
    this.#scope.close();
    this.stop();
  }

  #onLocalMedia(): void {
    this.#changed();
    void this.#sync();
  }

  #changed(): void {
    const { localMedia, onChange } = this.#options;
    // Before a producer holds the track, this is what silences it.
    if (localMedia.microphoneTrack) localMedia.microphoneTrack.enabled = !this.#mutedByChoice;
    onChange();
  }

  /** SentStream reports its own failures, and the next sync tries again. */
  async #sync(): Promise<void> {
    const media = this.#media;
    if (media === undefined || media.closed) return;
    const { microphoneTrack, cameraTrack } = this.#options.localMedia;
    const { fidelity } = this.#options.localMedia.getSnapshot().voice;
    const wanted: readonly (readonly [Source, Wanted])[] = [
      ['microphone', wantedOf(microphoneTrack, this.#mutedByChoice, fidelity)],
      ['camera', cameraWanted(cameraTrack, this.#cameraCodec)],
      ['screen', screenWanted(this.#screen.video, this.#screen.content)],
      ['screenAudio', screenWanted(this.#screen.audio)],
    ];
    await Promise.all(wanted.map(([source, what]) => media.want(source, what)));
  }
}

function screenWanted(track: MediaStreamTrack | undefined, content?: ScreenContent): Wanted {
  if (track === undefined) return NONE;
  return { state: 'sent', track, paused: false, ...(content !== undefined && { content }) };
}

function cameraWanted(track: MediaStreamTrack | undefined, codec: VideoCodec): Wanted {
  return track === undefined ? HELD : { state: 'sent', track, paused: false, codec };
}

function wantedOf(track: MediaStreamTrack | undefined, paused: boolean, fidelity?: Fidelity): Wanted {
  if (track === undefined) return HELD;
  return { state: 'sent', track, paused, ...(fidelity !== undefined && { fidelity }) };
}
