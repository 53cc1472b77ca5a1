export type TileBox = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type GridLayout = {
  readonly boxes: readonly TileBox[];
  /** Taller than the area when not all tiles fit at a size one can see: then the grid scrolls. */
  readonly contentHeight: number;
};

const GAP = 10;
const WIDEST = 16 / 9;
/** A camera's picture may lose a little at its sides if that makes the tiles larger. */
const NARROWEST = 4 / 3;
/** In an upright area tiles may stand upright too, or most of a phone's screen would stay empty. */
const NARROWEST_UPRIGHT = 2 / 3;
const MIN_TILE_WIDTH = 148;

type Candidate = { readonly columns: number; readonly width: number; readonly height: number };

/** The largest tile of an allowed shape in a cell. */
function tileIn(cellWidth: number, cellHeight: number, upright: boolean): { width: number; height: number } {
  const narrowest = upright ? NARROWEST_UPRIGHT : NARROWEST;
  const aspect = Math.min(WIDEST, Math.max(narrowest, cellWidth / cellHeight));
  const width = Math.min(cellWidth, cellHeight * aspect);
  return { width, height: width / aspect };
}

function bestFit(count: number, width: number, height: number): Candidate {
  const upright = height > width;
  let best: Candidate = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - GAP * (columns - 1)) / columns;
    const cellHeight = (height - GAP * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tile = tileIn(cellWidth, cellHeight, upright);
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  return best;
}

/** As many columns as can be seen, and as many rows as it takes: for areas too small for all at once. */
function scrolling(count: number, width: number): Candidate {
  const columns = Math.max(1, Math.min(count, Math.floor((width + GAP) / (MIN_TILE_WIDTH + GAP))));
  const tileWidth = (width - GAP * (columns - 1)) / columns;
  return { columns, width: tileWidth, height: tileWidth / WIDEST };
}

/**
 * Where `count` equal tiles stand in an area: as large as they can be, 16:9 down to 4:3 (2:3 in an upright area), rows
 * centred, none over another.
 */
export function gridLayout(count: number, width: number, height: number): GridLayout {
  if (count === 0 || width <= 0 || height <= 0) return { boxes: [], contentHeight: 0 };
  const fit = bestFit(count, width, height);
  const tile = fit.width < Math.min(MIN_TILE_WIDTH, width) ? scrolling(count, width) : fit;
  const rows = Math.ceil(count / tile.columns);
  const usedHeight = rows * tile.height + (rows - 1) * GAP;
  const top = Math.max(0, (height - usedHeight) / 2);
  const boxes = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / tile.columns);
    const inRow = row === rows - 1 ? count - row * tile.columns : tile.columns;
    const left = (width - inRow * tile.width - (inRow - 1) * GAP) / 2;
    return {
      x: left + (index % tile.columns) * (tile.width + GAP),
      y: top + row * (tile.height + GAP),
      width: tile.width,
      height: tile.height,
    };
  });
  return { boxes, contentHeight: Math.max(height, usedHeight) };
}
