/** Chromium's way of making tracks from frames; TypeScript's library does not know it. */
type FrameSource = new (options: { track: MediaStreamTrack; maxBufferSize?: number }) => {
  readonly readable: ReadableStream<VideoFrame>;
};
type FrameTrack = new (options: { kind: 'video' }) => MediaStreamTrack & {
  readonly writable: WritableStream<VideoFrame>;
};

export function frameApi(): { readonly Source: FrameSource; readonly Track: FrameTrack } | undefined {
  const { MediaStreamTrackProcessor: Source, MediaStreamTrackGenerator: Track } = globalThis as {
    MediaStreamTrackProcessor?: FrameSource;
    MediaStreamTrackGenerator?: FrameTrack;
  };
  if (Source === undefined || Track === undefined || typeof OffscreenCanvas !== 'function') return undefined;
  return { Source, Track };
}

/** Whether this browser can work on a camera's frames off its main thread: Chromium and what is made of it. */
export const canBlur = (): boolean => frameApi() !== undefined && typeof WebAssembly === 'object';

export const canSuppressNoise = (): boolean =>
  typeof AudioWorkletNode === 'function' && typeof WebAssembly === 'object';
