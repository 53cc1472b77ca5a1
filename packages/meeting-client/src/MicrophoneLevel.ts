import type { PickedUp } from './localMediaApi.ts';

/** A sample below this is zero in 16 bits: no real microphone is that quiet for long. */
const SMALLEST_SAMPLE = 1 / 65_536;

/** Loudness of a track, measured with Web Audio from the first reading on, whether the track is muted or not. */
export class MicrophoneLevel {
  #context: AudioContext | undefined;
  #measured:
    | {
        readonly track: MediaStreamTrack;
        readonly copy: MediaStreamTrack;
        readonly source: MediaStreamAudioSourceNode;
        readonly analyser: AnalyserNode;
        readonly samples: Float32Array<ArrayBuffer>;
      }
    | undefined;

  read(track: MediaStreamTrack | undefined): PickedUp | undefined {
    if (track === undefined || track.readyState === 'ended') {
      this.#forget();
      return undefined;
    }
    if (typeof AudioContext === 'undefined') return undefined;
    const { analyser, samples } = this.#measure(track);
    // Until the person has touched the page it measures nothing.
    if (this.#context?.state !== 'running') return undefined;
    analyser.getFloatTimeDomainData(samples);
    return { level: levelOf(samples), silent: track.muted || isSilent(samples) };
  }

  /** Lets go of any other track: a copy keeps its device open, and its light on. */
  keepOnly(track: MediaStreamTrack | undefined): void {
    if (this.#measured?.track !== track) this.#forget();
  }

  close(): void {
    this.#forget();
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #forget(): void {
    this.#measured?.source.disconnect();
    this.#measured?.copy.stop();
    this.#measured = undefined;
  }

  #measure(track: MediaStreamTrack) {
    if (this.#measured?.track === track) return this.#measured;
    this.#forget();
    this.#context ??= new AudioContext();
    // Browsers start it suspended when the person has not touched the page yet.
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => undefined);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 2048;
    // A muted track is disabled, and silent; its copy is not.
    const copy = track.clone();
    copy.enabled = true;
    const source = this.#context.createMediaStreamSource(new MediaStream([copy]));
    source.connect(analyser);
    this.#measured = { track, copy, source, analyser, samples: new Float32Array(analyser.fftSize) };
    return this.#measured;
  }
}

const isSilent = (samples: Float32Array): boolean =>
  samples.every((sample) => Math.abs(sample) < SMALLEST_SAMPLE);

/** Root mean square on a scale of decibels, from -60 (0) to -10 (1): as loud as it sounds. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
