export type Size = { readonly width: number; readonly height: number };

export type Box = Size & { readonly x: number; readonly y: number };

export const GAP = 10;
/** More than these nobody can look at; the others are on the next pages. */
const MOST_ON_PAGE = 49;
const WIDEST = 16 / 9;
/** A camera's picture may lose a little at its sides if that makes the tiles larger. */
const NARROWEST = 4 / 3;
/** In an upright area tiles may stand upright too, or most of a phone's screen would stay empty. */
const NARROWEST_UPRIGHT = 2 / 3;
/** One alone has all of a phone's screen. */
const NARROWEST_ALONE = 9 / 20;
/** Smaller ones show no face. */
const LEAST_TILE: Size = { width: 148, height: 83 };

type Candidate = Size & { readonly columns: number };

function narrowestOf(count: number, { width, height }: Size): number {
  if (height <= width) return NARROWEST;
  return count === 1 ? NARROWEST_ALONE : NARROWEST_UPRIGHT;
}

/** The largest tile of an allowed shape in a cell. */
function tileIn(cell: Size, narrowest: number): Size {
  const aspect = Math.min(WIDEST, Math.max(narrowest, cell.width / cell.height));
  const width = Math.min(cell.width, cell.height * aspect);
  return { width, height: width / aspect };
}

function bestFit(count: number, area: Size): Candidate {
  const { width, height } = area;
  const narrowest = narrowestOf(count, area);
  let best: Candidate = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (width - GAP * (columns - 1)) / columns,
      height: (height - GAP * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const tile = tileIn(cell, narrowest);
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  return best;
}

/** How many tiles an area shows at once without one of them being too small to see; one at least. */
export function gridCapacity(area: Size): number {
  let capacity = 1;
  for (let count = 2; count <= MOST_ON_PAGE; count++) {
    const { width, height } = bestFit(count, area);
    if (width >= LEAST_TILE.width && height >= LEAST_TILE.height) capacity = count;
  }
  return capacity;
}

/**
 * Where `count` equal tiles stand in an area: as large as they can be, 16:9 down to 4:3 (2:3 in an upright area, which
 * one alone fills), rows centred, none over another.
 */
export function gridLayout(count: number, area: Size): readonly Box[] {
  if (count === 0 || area.width <= 0 || area.height <= 0) return [];
  const { columns, width, height } = bestFit(count, area);
  const rows = Math.ceil(count / columns);
  const top = (area.height - rows * height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (area.width - inRow * width - (inRow - 1) * GAP) / 2;
    return { x: left + (index % columns) * (width + GAP), y: top + row * (height + GAP), width, height };
  });
}
