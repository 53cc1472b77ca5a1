import wrtc from '@roamhq/wrtc';
import type { types } from 'mediasoup-client';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';

/** The WebRTC of Chromium in Node: real encoders, real DTLS, real packets. */

const { RTCAudioSource, RTCVideoSource, RTCAudioSink, RTCVideoSink } = wrtc.nonstandard;
const { MediaStream, RTCPeerConnection } = wrtc;

const WIDTH = 320;
const HEIGHT = 180;
const FRAME_MS = 50;
const SAMPLE_RATE = 48_000;
const TONE_HZ = 440;
const AUDIO_CHUNK_MS = 10;

/** wrtc has statistics of whole connections only: those of one receiver are picked out of them. */
class PeerConnection extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    this.addEventListener('track', ({ receiver, track }) => {
      const isOfTrack = (report: { trackIdentifier?: string }) => report.trackIdentifier === track.id;
      const getStats = async () =>
        new Map([...(await this.getStats())].filter(([, each]) => isOfTrack(each)));
      Object.defineProperty(receiver, 'getStats', { value: getStats });
    });
  }
}

/** mediasoup-client's handler for Chromium looks for these in the global scope. */
export function installWebRtc(): () => void {
  Object.assign(globalThis, { MediaStream, RTCPeerConnection: PeerConnection });
  return () => {
    Reflect.deleteProperty(globalThis, 'MediaStream');
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
  };
}

export const realDevice = (): types.DeviceOptions => ({ handlerFactory: Chrome111.createFactory({}) });

/** Tracks with a moving picture and a tone; `close` ends them all. */
export class TestTracks {
  readonly #timers: NodeJS.Timeout[] = [];

  readonly create = (kind: 'audio' | 'video'): MediaStreamTrack =>
    kind === 'video' ? this.#createPicture() : this.#createTone();

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #createPicture() {
    const source = new RTCVideoSource();
    const data = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128);
    let shade = 0;
    this.#every(FRAME_MS, () => {
      data.fill((shade += 5) % 256, 0, WIDTH * HEIGHT);
      source.onFrame({ width: WIDTH, height: HEIGHT, data });
    });
    const track = source.createTrack();
    // wrtc does not tell the size, as browsers do.
    return Object.defineProperty(track, 'getSettings', { value: () => ({ width: WIDTH, height: HEIGHT }) });
  }

  #createTone() {
    const source = new RTCAudioSource();
    const samples = new Int16Array((SAMPLE_RATE * AUDIO_CHUNK_MS) / 1000);
    let position = 0;
    this.#every(AUDIO_CHUNK_MS, () => {
      for (let index = 0; index < samples.length; index += 1) {
        samples[index] = 8000 * Math.sin((2 * Math.PI * TONE_HZ * position++) / SAMPLE_RATE);
      }
      source.onData({ samples, sampleRate: SAMPLE_RATE, bitsPerSample: 16, channelCount: 1 });
    });
    return source.createTrack();
  }

  #every(ms: number, run: () => void): void {
    this.#timers.push(setInterval(run, ms));
  }
}

/** Counts what really comes out of a received track. */
export class TrackMeter {
  readonly #stop: () => void;
  frames = 0;
  width = 0;
  /** The largest sample that was heard. */
  loudest = 0;

  constructor(track: MediaStreamTrack) {
    if (track.kind === 'video') {
      const sink = new RTCVideoSink(track);
      sink.onframe = ({ frame }: { frame: { width: number } }) => {
        this.frames += 1;
        this.width = frame.width;
      };
      this.#stop = () => sink.stop();
    } else {
      const sink = new RTCAudioSink(track);
      sink.ondata = ({ samples }: { samples: Int16Array }) => {
        for (const sample of samples) this.loudest = Math.max(this.loudest, Math.abs(sample));
      };
      this.#stop = () => sink.stop();
    }
  }

  stop(): void {
    this.#stop();
  }
}
