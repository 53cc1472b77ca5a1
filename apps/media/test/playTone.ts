import wrtc from '@roamhq/wrtc';
import type { Track } from './WebRtcClient.ts';

const SAMPLE_RATE = 48_000;
const CHUNK_MS = 10;

/** A loud tone until it is stopped. */
export function playTone(): { track: Track; stop: () => void } {
  const source = new wrtc.nonstandard.RTCAudioSource();
  const samples = new Int16Array((SAMPLE_RATE * CHUNK_MS) / 1000);
  let position = 0;
  const timer = setInterval(() => {
    for (let n = 0; n < samples.length; n += 1) {
      samples[n] = 20_000 * Math.sin((2 * Math.PI * 440 * position++) / SAMPLE_RATE);
    }
    source.onData({ samples, sampleRate: SAMPLE_RATE, bitsPerSample: 16, channelCount: 1 });
  }, CHUNK_MS);
  return { track: source.createTrack(), stop: () => clearInterval(timer) };
}
