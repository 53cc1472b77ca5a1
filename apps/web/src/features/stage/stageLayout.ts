import { type Box, GAP, gridCapacity, gridLayout, type Size } from './gridLayout.ts';

/** What stands where, before anybody is put into it: the large ones' area, the others', and the page buttons'. */
export type StageFrame = {
  readonly large: Box | undefined;
  /** Where the others stand, by the page; undefined where there are none to show. */
  readonly others: { readonly area: Box; readonly look: 'grid' | 'column' } | undefined;
  /** How many of the others a page has. */
  readonly capacity: number;
  /** Where the page buttons stand; undefined while one page shows everybody. */
  readonly pager: Box | undefined;
};

const PAGER = 36;
const COLUMN_LEAST = 132;
const COLUMN_MOST = 240;
const STRIP_ASPECT = 16 / 9;
/** Of an upright area's width: the height of what is large. A screen lies, and would stand between black bars. */
const LARGE_UPRIGHT = { person: 3 / 4, screen: 5 / 8 } as const;

const boxOf = ({ width, height }: Size): Box => ({ x: 0, y: 0, width, height });

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Everybody the same size. */
function gridFrame(area: Size, count: number): StageFrame {
  const whole = boxOf(area);
  if (count <= gridCapacity(area)) {
    const others = { area: whole, look: 'grid' } as const;
    return { large: undefined, others, capacity: Math.max(1, count), pager: undefined };
  }
  const height = Math.max(0, area.height - PAGER);
  const above = { ...whole, height };
  return {
    large: undefined,
    others: { area: above, look: 'grid' },
    capacity: gridCapacity(above),
    pager: { x: 0, y: height, width: area.width, height: PAGER },
  };
}

/** How many tiles of a size stand one after the other in a length. */
const fitting = (length: number, tile: number) => Math.max(1, Math.floor((length + GAP) / (tile + GAP)));

/** The large ones with the others in a column at the right. */
function columnFrame(area: Size, count: number): StageFrame {
  const width = clamp(area.width * 0.17, COLUMN_LEAST, COLUMN_MOST);
  const tile = width / STRIP_ASPECT;
  const x = area.width - width;
  const isPaged = count > fitting(area.height, tile);
  const height = isPaged ? area.height - PAGER : area.height;
  return {
    large: { x: 0, y: 0, width: Math.max(0, x - GAP), height: area.height },
    others: { area: { x, y: 0, width, height }, look: 'column' },
    capacity: fitting(height, tile),
    pager: isPaged ? { x, y: height, width, height: PAGER } : undefined,
  };
}

/** In an upright area, the large ones above and the others in a grid below: a picture is wider than it is high. */
function uprightFrame(area: Size, { others: count, isScreen }: Parts): StageFrame {
  const shape = isScreen ? LARGE_UPRIGHT.screen : LARGE_UPRIGHT.person;
  const height = Math.min(area.height * 0.6, area.width * shape);
  const below = { width: area.width, height: area.height - height - GAP };
  const grid = gridFrame(below, count);
  const y = height + GAP;
  return {
    ...grid,
    large: { x: 0, y: 0, width: area.width, height },
    others: grid.others && { ...grid.others, area: { ...grid.others.area, y } },
    pager: grid.pager && { ...grid.pager, y: grid.pager.y + y },
  };
}

type Parts = {
  readonly large: number;
  readonly others: number;
  /** What is large is one shared screen. */
  readonly isScreen: boolean;
};

/** The parts of the stage for so many large tiles and so many others. */
export function stageFrame(area: Size, parts: Parts): StageFrame {
  const { large, others } = parts;
  if (large === 0) return gridFrame(area, others);
  if (others === 0) return { large: boxOf(area), others: undefined, capacity: 1, pager: undefined };
  return area.width >= area.height ? columnFrame(area, others) : uprightFrame(area, parts);
}

const movedBy = (boxes: readonly Box[], { x, y }: Box): readonly Box[] =>
  boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y }));

/** A column's tiles, one below the other, in its middle. */
function columnBoxes(count: number, { x, y, width, height }: Box): readonly Box[] {
  const tile = width / STRIP_ASPECT;
  const start = Math.max(0, (height - count * (tile + GAP) + GAP) / 2);
  return Array.from({ length: count }, (_, index) => ({
    x,
    y: y + start + index * (tile + GAP),
    width,
    height: tile,
  }));
}

/** Where `count` of the others stand. */
export function otherBoxes({ others }: StageFrame, count: number): readonly Box[] {
  if (others === undefined) return [];
  const { area, look } = others;
  return look === 'grid' ? movedBy(gridLayout(count, area), area) : columnBoxes(count, area);
}

/** Where `count` large ones stand. A screen alone takes all there is; a person keeps the shape of a picture. */
export function largeBoxes({ large }: StageFrame, count: number, whole: boolean): readonly Box[] {
  if (large === undefined || large.width <= 0 || large.height <= 0) return [];
  if (count === 1 && whole) return [large];
  return movedBy(gridLayout(count, large), large);
}
