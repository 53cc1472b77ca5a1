import type { Stream } from './Stream.ts';
import type { TileView } from './TileView.ts';

/** Sound and screens, then the largest tiles: where there is no space for all, the furthest are left out (DESIGN §5). */
export function nearestFirst(streams: readonly Stream[], view: Pick<TileView, 'tile'>): Stream[] {
  const size = ({ streamId, info: { kind, source } }: Stream) => {
    if (kind === 'audio' || source === 'screen') return Infinity;
    const tile = view.tile(streamId);
    return tile === undefined ? 0 : tile.width * tile.height;
  };
  return [...streams].sort((one, other) => (size(one) < size(other) ? 1 : size(one) > size(other) ? -1 : 0));
}
