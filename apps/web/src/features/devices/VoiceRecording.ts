import type { LocalMediaApi } from '@convene/meeting-client';
import { Store } from '../../ui/Store.ts';
import { playThrough } from './playThrough.ts';

const LENGTH_S = 5;

export type VoiceRecordingState =
  | { readonly state: 'idle' }
  | { readonly state: 'failed' }
  | { readonly state: 'recording'; readonly secondsLeft: number }
  | { readonly state: 'recorded' }
  | { readonly state: 'playing' };

/** Five seconds of the person's own voice, as others would hear it, kept in this page's memory alone. */
export class VoiceRecording {
  readonly state = new Store<VoiceRecordingState>({ state: 'idle' });
  readonly #media: LocalMediaApi;
  readonly #player = new Audio();
  #recorded: Blob | undefined;
  /** Ends what runs; each start gives way to the next. */
  #end: (() => void) | undefined;
  #newest: MediaRecorder | undefined;
  #closed = false;
  /** Counts what was begun or ended: whoever comes back from an `await` sees by it whether it still counts. */
  #turn = 0;

  constructor(media: LocalMediaApi) {
    this.#media = media;
    this.#player.addEventListener('ended', () => this.stop());
  }

  async record(): Promise<void> {
    this.stop();
    const turn = this.#turn;
    // Muted before joining, the microphone may never have been opened.
    if (this.#media.microphoneTrack === undefined) await this.#media.startMicrophone();
    // Of two clicks while a person is asked for the microphone the last one records.
    if (turn !== this.#turn) return;
    const track = this.#media.microphoneTrack?.clone();
    if (track === undefined || typeof MediaRecorder === 'undefined') {
      track?.stop();
      this.state.set({ state: 'failed' });
      return;
    }
    // A muted track records silence; this copy goes nowhere else.
    track.enabled = true;
    try {
      this.#run(new MediaRecorder(new MediaStream([track])), track);
    } catch {
      track.stop();
      this.state.set({ state: 'failed' });
    }
  }

  async play(speakerId: string): Promise<void> {
    this.stop();
    if (this.#recorded === undefined) return;
    const turn = this.#turn;
    this.state.set({ state: 'playing' });
    const url = URL.createObjectURL(this.#recorded);
    this.#end = () => {
      this.#player.pause();
      this.#player.removeAttribute('src');
      URL.revokeObjectURL(url);
      this.state.set({ state: 'recorded' });
    };
    try {
      this.#player.src = url;
      await playThrough(this.#player, speakerId);
    } catch {
      // Also when it was stopped before it began: what runs then is something else.
      if (turn === this.#turn) this.stop();
    }
  }

  stop(): void {
    this.#turn += 1;
    const end = this.#end;
    this.#end = undefined;
    end?.();
  }

  close(): void {
    this.#closed = true;
    this.stop();
    this.#recorded = undefined;
  }

  #run(recorder: MediaRecorder, track: MediaStreamTrack): void {
    const parts: Blob[] = [];
    this.#newest = recorder;
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.addEventListener('stop', () => {
      track.stop();
      if (this.#closed || this.#newest !== recorder) return;
      this.#recorded = new Blob(parts, { type: recorder.mimeType });
      this.state.set(this.#recorded.size === 0 ? { state: 'failed' } : { state: 'recorded' });
    });
    recorder.start();
    let secondsLeft = LENGTH_S;
    this.state.set({ state: 'recording', secondsLeft });
    const timer = setInterval(() => {
      secondsLeft -= 1;
      if (secondsLeft === 0) this.stop();
      else this.state.set({ state: 'recording', secondsLeft });
    }, 1000);
    this.#end = () => {
      clearInterval(timer);
      if (recorder.state !== 'inactive') recorder.stop();
    };
  }
}
