import type { ConsumerId, StreamId } from '@convene/protocol';

/** Consumers that ended before their streams did: the next one of each takes the place of what the client still shows. */
export class EndedConsumers {
  readonly #goesOn: (streamId: StreamId) => boolean;
  readonly #ended = new Map<StreamId, ConsumerId>();

  constructor(goesOn: (streamId: StreamId) => boolean) {
    this.#goesOn = goesOn;
  }

  add(streamId: StreamId, consumerId: ConsumerId): void {
    if (this.#goesOn(streamId)) this.#ended.set(streamId, consumerId);
  }

  /** What the next one takes the place of. */
  take(streamId: StreamId): ConsumerId | undefined {
    const consumerId = this.#ended.get(streamId);
    this.#ended.delete(streamId);
    return consumerId;
  }

  /** Streams that are over have no next one. */
  forgetOver(): void {
    for (const streamId of this.#ended.keys()) if (!this.#goesOn(streamId)) this.#ended.delete(streamId);
  }
}
