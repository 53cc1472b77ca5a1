/** Where the worker finds what it loads. */
export type SegmenterFiles = { readonly runtime: string; readonly wasm: string; readonly model: string };

export type ToBackgroundWorker = {
  readonly type: 'start';
  readonly frames: ReadableStream<VideoFrame>;
  readonly painted: WritableStream<VideoFrame>;
  readonly files: SegmenterFiles;
};

export type FromBackgroundWorker =
  /** The first frame is painted. */
  | { readonly type: 'painting' }
  | { readonly type: 'failed'; readonly failure: 'broken' | 'slow'; readonly message: string };
