import type { FromBackgroundWorker, SegmenterFiles, ToBackgroundWorker } from './backgroundMessages.ts';
import { EffectError, type EffectFailure, type MadeTrack } from './effect.ts';
import { frameApi } from './effectSupport.ts';

/** For the files to come and the first frame to be painted, over a slow line as well. */
const START_MS = 60_000;

function filesFor({ width = 16, height = 9 }: MediaTrackSettings): SegmenterFiles {
  const upright = height > width;
  const url = (file: URL) => file.href;
  return {
    runtime: url(new URL('@litertjs/core/wasm/litert_wasm_internal.js', import.meta.url)),
    wasm: url(new URL('@litertjs/core/wasm/litert_wasm_internal.wasm', import.meta.url)),
    model: upright
      ? url(new URL('@mediapipe/selfie_segmentation/selfie_segmentation.tflite', import.meta.url))
      : url(new URL('@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite', import.meta.url)),
  };
}

/** The camera's picture with all but the people in it blurred, in a worker from the first frame to the last. */
export async function blurBackground(
  camera: MediaStreamTrack,
  onFailure: (failure: EffectFailure) => void,
): Promise<MadeTrack> {
  const api = frameApi();
  if (api === undefined) throw new EffectError('broken', 'this browser gives no frames');
  const worker = new Worker(new URL('background.worker.ts', import.meta.url));
  const frames = new api.Source({ track: camera, maxBufferSize: 1 });
  const track = new api.Track({ kind: 'video' });
  const stop = () => {
    worker.terminate();
    track.stop();
  };
  try {
    const message: ToBackgroundWorker = {
      type: 'start',
      frames: frames.readable,
      painted: track.writable,
      files: filesFor(camera.getSettings()),
    };
    worker.postMessage(message, [frames.readable, track.writable]);
    await untilPainting(worker);
  } catch (error) {
    stop();
    throw error;
  }
  let failed = false;
  const fail = (failure: EffectFailure) => {
    if (failed) return;
    failed = true;
    onFailure(failure);
  };
  worker.addEventListener('error', () => fail('broken'));
  worker.addEventListener('message', ({ data }: MessageEvent<FromBackgroundWorker>) => {
    if (data.type === 'failed') fail(data.failure);
  });
  return { track, stop };
}

function untilPainting(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const { signal } = end;
    const fail = (failure: EffectFailure, message: string) => {
      end.abort();
      clearTimeout(timer);
      reject(new EffectError(failure, message));
    };
    const timer = setTimeout(() => fail('broken', 'no frame was painted'), START_MS);
    worker.addEventListener('error', ({ message }) => fail('broken', message), { signal });
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<FromBackgroundWorker>) => {
        if (data.type === 'failed') return fail(data.failure, data.message);
        end.abort();
        clearTimeout(timer);
        resolve();
      },
      { signal },
    );
  });
}
