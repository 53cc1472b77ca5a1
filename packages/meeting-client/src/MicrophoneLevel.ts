/** Loudness of a track, measured with Web Audio from the first reading on. */
export class MicrophoneLevel {
  #context: AudioContext | undefined;
  #measured:
    | {
        readonly track: MediaStreamTrack;
        readonly source: MediaStreamAudioSourceNode;
        readonly analyser: AnalyserNode;
        readonly samples: Float32Array<ArrayBuffer>;
      }
    | undefined;

  /** 0 (silence) to 1 (loud), right now. */
  read(track: MediaStreamTrack | undefined): number {
    if (track === undefined || !track.enabled || typeof AudioContext === 'undefined') return 0;
    const { analyser, samples } = this.#measure(track);
    analyser.getFloatTimeDomainData(samples);
    return levelOf(samples);
  }

  close(): void {
    this.#measured?.source.disconnect();
    this.#measured = undefined;
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #measure(track: MediaStreamTrack) {
    if (this.#measured?.track === track) return this.#measured;
    this.#measured?.source.disconnect();
    this.#context ??= new AudioContext();
    // Browsers start it suspended when the person has not touched the page yet.
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => undefined);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 512;
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    this.#measured = { track, source, analyser, samples: new Float32Array(analyser.fftSize) };
    return this.#measured;
  }
}

/** Root mean square on a scale of decibels, from -60 (0) to -10 (1): as loud as it sounds. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
