import type { StreamId } from '@convene/protocol';

/** The streams that one peer should receive, and does not for want of space on the worker, as at its last pass. */
export class HeldBack {
  readonly #found = new Set<StreamId>();
  #streamIds: readonly StreamId[] = [];

  get streamIds(): readonly StreamId[] {
    return this.#streamIds;
  }

  /** A pass begins, in which all of them are found anew. */
  begin(): void {
    this.#found.clear();
  }

  add(streamId: StreamId): void {
    this.#found.add(streamId);
  }

  /** The pass is over. Answers whether they are others than before. */
  settle(): boolean {
    const streamIds = [...this.#found].toSorted((one, other) => (one < other ? -1 : 1));
    if (streamIds.join() === this.#streamIds.join()) return false;
    this.#streamIds = streamIds;
    return true;
  }
}
