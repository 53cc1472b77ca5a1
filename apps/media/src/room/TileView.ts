import type { StreamId, View, ViewTile } from '@convene/protocol';

/**
 * What one client shows. A stream that came after the client last said so counts as visible, so that a newcomer is
 * seen without a round trip; one that the client knew and left out is not.
 */
export class TileView {
  #tiles = new Map<StreamId, ViewTile>();
  #leftOut = new Set<StreamId>();

  /** The view that came with `join`: the client could not know of other streams than those in it. */
  begin(view: View): void {
    this.#tiles = new Map(view.tiles.map((tile) => [tile.streamId, tile]));
  }

  replace(view: View, present: readonly StreamId[]): void {
    this.begin(view);
    this.#leftOut = new Set(present.filter((streamId) => !this.#tiles.has(streamId)));
  }

  tile(streamId: StreamId): ViewTile | undefined {
    return this.#tiles.get(streamId);
  }

  isVisible(streamId: StreamId): boolean {
    const tile = this.#tiles.get(streamId);
    if (tile === undefined) return !this.#leftOut.has(streamId);
    return tile.visible && tile.quality !== 'off';
  }
}
