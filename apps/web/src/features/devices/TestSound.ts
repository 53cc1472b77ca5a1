import { Store } from '../../ui/Store.ts';
import { playThrough } from './playThrough.ts';

export type TestSoundState = 'idle' | 'playing' | 'failed';

/** C, E and G, one after the other from left to right: who hears them in order has their speakers the right way round. */
const NOTES = [
  { frequency: 523.25, pan: -0.9 },
  { frequency: 659.25, pan: 0 },
  { frequency: 783.99, pan: 0.9 },
] as const;
const APART_S = 0.32;
const NOTE_S = 1.1;
const LENGTH_S = (NOTES.length - 1) * APART_S + NOTE_S;
const LOUDNESS = 0.28;

/** A short sound made with Web Audio and played through a speaker. */
export class TestSound {
  readonly state = new Store<TestSoundState>('idle');
  #stop: (() => void) | undefined;
  #analyser: AnalyserNode | undefined;

  /** Resolves when it has ended, or could not be played. The empty id is the system's speaker. */
  async play(speakerId: string): Promise<void> {
    this.stop();
    const context = new AudioContext();
    const element = new Audio();
    const ended = Promise.withResolvers<void>();
    const timer = setTimeout(ended.resolve, LENGTH_S * 1000);
    const stop = () => {
      clearTimeout(timer);
      ended.resolve();
    };
    this.#stop = stop;
    this.state.set('playing');
    try {
      element.srcObject = this.#compose(context);
      await context.resume();
      await playThrough(element, speakerId);
      await ended.promise;
      if (this.#stop === stop) this.state.set('idle');
    } catch {
      if (this.#stop === stop) this.state.set('failed');
    }
    clearTimeout(timer);
    element.srcObject = null;
    await context.close();
  }

  /** How loud it is right now, 0 to 1. */
  level(): number {
    if (this.#analyser === undefined || this.state.get() !== 'playing') return 0;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    return Math.min(1, Math.max(...samples.map(Math.abs)) / LOUDNESS);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.state.set('idle');
  }

  #compose(context: AudioContext): MediaStream {
    const output = context.createMediaStreamDestination();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    analyser.connect(output);
    this.#analyser = analyser;
    NOTES.forEach((note, index) => ring(analyser, note, context.currentTime + index * APART_S));
    return output.stream;
  }
}

/** One note, struck softly and fading like a bell. */
function ring(output: AudioNode, { frequency, pan }: (typeof NOTES)[number], at: number): void {
  const { context } = output;
  const gain = new GainNode(context);
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_S);
  const panner = new StereoPannerNode(context, { pan });
  gain.connect(panner).connect(output);
  for (const [overtone, loudness] of [
    [1, 0.8],
    [2, 0.2],
  ] as const) {
    const oscillator = new OscillatorNode(context, { frequency: frequency * overtone });
    const part = new GainNode(context, { gain: loudness });
    oscillator.connect(part).connect(gain);
    oscillator.start(at);
    oscillator.stop(at + NOTE_S);
  }
}
