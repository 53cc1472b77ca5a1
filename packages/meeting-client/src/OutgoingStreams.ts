import type { Source } from '@convene/protocol';
import type { LocalMediaApi } from './api.ts';
import type { MediaSession } from './MediaSession.ts';
import { Scope } from './Scope.ts';
import type { Wanted } from './SentStream.ts';

const NONE: Wanted = { state: 'none' };
const HELD: Wanted = { state: 'held' };

export type OutgoingStreamsOptions = {
  readonly localMedia: LocalMediaApi;
  readonly captureScreen: () => Promise<MediaStream>;
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
  #screen: MediaStream | undefined;
  /** Counts the ends: a screen that was asked for before one comes too late. */
  #stops = 0;

  constructor(options: OutgoingStreamsOptions) {
    this.#options = options;
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
  get sharing(): boolean {
    return this.#screen !== undefined;
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

  /** @throws DOMException when the person declines */
  async startScreenShare(): Promise<void> {
    if (this.#screen !== undefined) return;
    const stops = this.#stops;
    const screen = await this.#options.captureScreen();
    if (this.#stops !== stops || this.#screen !== undefined) {
      stopTracks(screen);
      return;
    }
    this.#screen = screen;
    // The browser's own bar has a "Stop sharing" too.
    for (const track of screen.getVideoTracks()) {
      track.addEventListener('ended', () => {
        if (this.#screen === screen) void this.stopScreenShare();
      });
    }
    this.#changed();
    await this.#sync();
  }

  async stopScreenShare(): Promise<void> {
    if (this.#screen === undefined) return;
    stopTracks(this.#screen);
    this.#screen = undefined;
    this.#changed();
    await this.#sync();
  }

  /** The meeting is over: every device is released. */
  stop(): void {
    this.#stops += 1;
    this.#media = undefined;
    if (this.#screen !== undefined) stopTracks(this.#screen);
    this.#screen = undefined;
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
    const wanted: readonly (readonly [Source, Wanted])[] = [
      ['microphone', wantedOf(microphoneTrack, this.#mutedByChoice)],
      ['camera', wantedOf(cameraTrack, false)],
      ['screen', this.#screenWanted('video')],
      ['screenAudio', this.#screenWanted('audio')],
    ];
    await Promise.all(wanted.map(([source, what]) => media.want(source, what)));
  }

  #screenWanted(kind: 'audio' | 'video'): Wanted {
    const track = this.#screen?.getTracks().find((candidate) => candidate.kind === kind);
    return track === undefined ? NONE : wantedOf(track, false);
  }
}

function wantedOf(track: MediaStreamTrack | undefined, paused: boolean): Wanted {
  return track === undefined ? HELD : { state: 'sent', track, paused };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
