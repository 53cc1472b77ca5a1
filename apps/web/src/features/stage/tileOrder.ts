import type { StreamId } from '@convene/protocol';
import type { TilePlace } from './arrange.ts';
import type { Box } from './gridLayout.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

export type PlacedTile = { readonly tile: StreamId; readonly box: Box };

/** Of tiles so much larger than others one looks at the larger ones first. */
const MUCH_LARGER = 1.5;

const area = ({ box }: PlacedTile) => box.width * box.height;
const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });

/** The tiles in view in the order in which one reads them: the large ones, then row by row. */
export function inReadingOrder(tiles: ReadonlyMap<StreamId, TilePlace>): readonly PlacedTile[] {
  const shown = [...tiles].flatMap(([tile, { box, inView }]) => (inView ? [{ tile, box }] : []));
  const largest = Math.max(0, ...shown.map(area));
  const isLarge = (each: PlacedTile) => Number(area(each) * MUCH_LARGER > largest);
  return shown.toSorted(
    (one, other) =>
      isLarge(other) - isLarge(one) ||
      Math.round(one.box.y - other.box.y) ||
      Math.round(one.box.x - other.box.x),
  );
}

/** The nearest tile in that direction; one that stands straight ahead comes before one that stands aslant. */
export function neighbour(tiles: readonly PlacedTile[], from: StreamId, to: Direction): StreamId | undefined {
  const here = tiles.find(({ tile }) => tile === from);
  if (here === undefined) return undefined;
  const start = middle(here.box);
  let nearest: { readonly tile: StreamId; readonly distance: number } | undefined;
  for (const { tile, box } of tiles) {
    const { x, y } = middle(box);
    const along = { left: start.x - x, right: x - start.x, up: start.y - y, down: y - start.y }[to];
    const across = to === 'left' || to === 'right' ? Math.abs(y - start.y) : Math.abs(x - start.x);
    if (tile === from || along < 1 || across > 2 * along) continue;
    const distance = along + 2 * across;
    if (nearest === undefined || distance < nearest.distance) nearest = { tile, distance };
  }
  return nearest?.tile;
}
