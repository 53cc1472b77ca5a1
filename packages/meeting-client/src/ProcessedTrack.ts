import type { ProcessorState, TrackProcessor } from './localMediaApi.ts';

/** A device's track on its way through the processor, if there is one. Never shows an earlier track's answer. */
export class ProcessedTrack {
  readonly #onFailure: () => void;
  /** What is wanted between device and others. */
  #processor: TrackProcessor | undefined;
  /** What runs; the former one goes on until the next has answered. */
  #running: TrackProcessor | undefined;
  #failed = false;
  #turn = 0;
  #source: MediaStreamTrack | undefined;

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  get state(): ProcessorState {
    if (this.#processor === undefined) return 'none';
    return this.#failed ? 'failed' : 'on';
  }

  /** Counts at the next `of`. A processor that is set again is tried again. */
  setProcessor(processor: TrackProcessor | undefined): void {
    this.#processor = processor;
    this.#failed = false;
    this.#forget();
  }

  /** Whether what is sent was made of this track, by the processor that is wanted now. */
  isOf(source: MediaStreamTrack): boolean {
    return this.#source === source;
  }

  /** The track to send for the device's own; undefined: something newer is wanted meanwhile. */
  async of(source: MediaStreamTrack): Promise<MediaStreamTrack | undefined> {
    const turn = ++this.#turn;
    const processor = this.#failed ? undefined : this.#processor;
    if (processor === undefined) return this.#use(source, source, undefined);
    try {
      const sent = await processor.start(source, () => this.#fail(processor));
      if (this.#turn === turn) return this.#use(source, sent, processor);
      if (processor !== this.#processor && processor !== this.#running) processor.stop();
      return undefined;
    } catch {
      if (this.#turn === turn) this.#fail(processor);
      return undefined;
    }
  }

  stop(): void {
    this.#forget();
    this.#running?.stop();
    this.#running = undefined;
  }

  #use(
    source: MediaStreamTrack,
    sent: MediaStreamTrack,
    processor: TrackProcessor | undefined,
  ): MediaStreamTrack {
    if (this.#running !== processor) this.#running?.stop();
    this.#running = processor;
    this.#source = source;
    return sent;
  }

  #fail(processor: TrackProcessor): void {
    if (this.#processor !== processor || this.#failed) return;
    this.#failed = true;
    // What runs is stopped when the device's own track stands in.
    if (processor !== this.#running) processor.stop();
    this.#forget();
    this.#onFailure();
  }

  #forget(): void {
    this.#turn += 1;
    this.#source = undefined;
  }
}
