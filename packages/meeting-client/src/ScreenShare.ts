import type { ScreenContent, ShareView } from './snapshot.ts';

export type CaptureScreen = (content: ScreenContent) => Promise<MediaStream>;

type Options = {
  readonly capture: CaptureScreen;
  /** Another screen, or none. */
  readonly onChange: () => void;
};

/** Frames a second that are captured: text is read, not watched. */
export const captureRate = (content: ScreenContent): number => (content === 'text' ? 15 : 30);

/** The screen that this person shares, with its sound, from the browser's question to its end. */
export class ScreenShare {
  readonly #options: Options;
  #stream: MediaStream | undefined;
  #content: ScreenContent = 'text';
  /** A question of the browser that is not answered yet. */
  #asking: Promise<void> | undefined;
  /** Counts the ends: a screen that was asked for before one comes too late. */
  #ends = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get video(): MediaStreamTrack | undefined {
    return this.#stream?.getVideoTracks()[0];
  }
  get audio(): MediaStreamTrack | undefined {
    return this.#stream?.getAudioTracks()[0];
  }
  get content(): ScreenContent {
    return this.#content;
  }
  get view(): ShareView | undefined {
    if (this.video === undefined) return undefined;
    return {
      trackId: this.video.id,
      content: this.#content,
      hasAudio: this.audio !== undefined,
      surface: surfaceOf(this.video),
    };
  }

  /**
   * Asks the browser for a screen. While one is shared the new one takes its place, and it stays where the person declines.
   * @throws DOMException when the person declines, or the browser cannot
   */
  start(): Promise<void> {
    // Whoever clicks again meanwhile means the same question.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** What it is sent for, now and the next time. */
  setContent(content: ScreenContent): void {
    if (content === this.#content) return;
    this.#content = content;
    const frameRate = { max: captureRate(content) };
    // A source that knows one rate only goes on with it; the encoder has a limit of its own.
    this.video?.applyConstraints({ frameRate }).catch(() => undefined);
    this.#options.onChange();
  }

  /** Ends what is shared; what is being asked for goes on. */
  stop(): void {
    if (this.#stream === undefined) return;
    stopTracks(this.#stream);
    this.#stream = undefined;
    this.#options.onChange();
  }

  /** The meeting is over: what is still picked is let go as well. */
  end(): void {
    this.#ends += 1;
    if (this.#stream !== undefined) stopTracks(this.#stream);
    this.#stream = undefined;
  }

  async #ask(): Promise<void> {
    const ends = this.#ends;
    const stream = await this.#options.capture(this.#content);
    const [video] = stream.getVideoTracks();
    // It may have ended before anybody could listen for it.
    if (this.#ends !== ends || video === undefined || video.readyState === 'ended') {
      stopTracks(stream);
      return;
    }
    const before = this.#stream;
    this.#stream = stream;
    this.#follow(stream);
    this.#options.onChange();
    if (before !== undefined) stopTracks(before);
  }

  /** The browser's own bar has a "Stop sharing" too; sound alone may end when another tab is picked there. */
  #follow(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => {
        if (this.#stream !== stream) return;
        if (track.kind === 'video') {
          this.stop();
        } else {
          stream.removeTrack(track);
          this.#options.onChange();
        }
      });
    }
  }
}

/** Browsers that do not tell answer undefined. */
function surfaceOf(track: MediaStreamTrack): ShareView['surface'] {
  const { displaySurface } = track.getSettings();
  return displaySurface === 'browser' || displaySurface === 'window' || displaySurface === 'monitor'
    ? displaySurface
    : undefined;
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
