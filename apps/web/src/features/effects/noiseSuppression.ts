import { RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import { EffectError, type EffectFailure, type MadeTrack } from './effect.ts';

/** RNNoise knows this rate alone; it takes 10 ms at a time and gives them back 13 ms later. */
const SAMPLE_RATE = 48_000;
/** A page that was not clicked in yet may not be let have sound. */
const RESUME_MS = 3000;

/** The smallest module with an instruction of fixed-width SIMD: does the browser know it? */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

async function loadModel(): Promise<ArrayBuffer> {
  const url = WebAssembly.validate(SIMD)
    ? new URL('@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm', import.meta.url)
    : new URL('@sapphi-red/web-noise-suppressor/rnnoise.wasm', import.meta.url);
  const answer = await fetch(url);
  if (!answer.ok) throw new EffectError('broken', `the model answered ${answer.status}`);
  const model = await answer.arrayBuffer();
  // The worklet would say nothing of a module that is broken or not allowed, and be silent for ever.
  await WebAssembly.compile(model);
  return model;
}

/** The microphone's sound without steady noise, made in an audio worklet. */
export async function suppressNoise(
  microphone: MediaStreamTrack,
  onFailure: (failure: EffectFailure) => void,
): Promise<MadeTrack> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  const close = () => void context.close().catch(() => undefined);
  try {
    const worklet = new URL('@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js', import.meta.url);
    const [wasmBinary] = await Promise.all([loadModel(), context.audioWorklet.addModule(worklet)]);
    await resume(context);
    const source = context.createMediaStreamSource(new MediaStream([microphone]));
    const node = new RnnoiseWorkletNode(context, { wasmBinary, maxChannels: 1 });
    const sink = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(node).connect(sink);
    const [track] = sink.stream.getAudioTracks();
    if (track === undefined) throw new EffectError('broken', 'no track');
    let stopped = false;
    const fail = () => {
      if (!stopped) onFailure('broken');
    };
    node.addEventListener('processorerror', fail, { once: true });
    return {
      track,
      stop: () => {
        stopped = true;
        node.destroy();
        source.disconnect();
        track.stop();
        close();
      },
    };
  } catch (error) {
    close();
    throw error instanceof EffectError ? error : new EffectError('broken', 'no noise suppression', error);
  }
}

async function resume(context: AudioContext): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new EffectError('held', 'the browser holds the sound back')),
    RESUME_MS,
  );
  context.resume().then(resolve, reject);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
  }
}
