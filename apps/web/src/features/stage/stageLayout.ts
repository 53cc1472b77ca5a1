import { type Box, GAP, gridCapacity, gridLayout, type Size } from './gridLayout.ts';

/** What stands where, before anybody is put into it: the large ones' area, the others', and the page buttons'. */
export type StageFrame = {
  readonly large: Box | undefined;
  /** Where the others stand, by the page; undefined where there are none to show. */
  readonly others: { readonly area: Box; readonly look: 'grid' | 'column' | 'row' } | undefined;
  /** How many of the others a page has. */
  readonly capacity: number;
  /** Where the page buttons stand; undefined while one page shows everybody. */
  readonly pager: Box | undefined;
};

const PAGER = 36;
const COLUMN_LEAST = 132;
const COLUMN_MOST = 240;
const ROW_LEAST = 84;
const ROW_MOST = 132;
const STRIP_ASPECT = 16 / 9;

const boxOf = ({ width, height }: Size): Box => ({ x: 0, y: 0, width, height });

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Everybody the same size. */
function gridFrame(area: Size, count: number): StageFrame {
  const whole = boxOf(area);
  if (count <= gridCapacity(area)) {
    return { large: undefined, others: { area: whole, look: 'grid' }, capacity: count, pager: undefined };
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

/** The large ones with the others in a column at the right; in an upright area, in a row below. */
function stripFrame(area: Size, count: number): StageFrame {
  const isColumn = area.width >= area.height;
  const strip = isColumn
    ? clamp(area.width * 0.17, COLUMN_LEAST, COLUMN_MOST)
    : clamp(area.height * 0.17, ROW_LEAST, ROW_MOST);
  const length = isColumn ? area.height : area.width;
  const tile = isColumn ? strip / STRIP_ASPECT : strip * STRIP_ASPECT;
  const isPaged = count > fitting(length, tile);
  if (isColumn) {
    const x = area.width - strip;
    const height = isPaged ? area.height - PAGER : area.height;
    return {
      large: { x: 0, y: 0, width: Math.max(0, x - GAP), height: area.height },
      others: { area: { x, y: 0, width: strip, height }, look: 'column' },
      capacity: fitting(height, tile),
      pager: isPaged ? { x, y: height, width: strip, height: PAGER } : undefined,
    };
  }
  const y = area.height - strip - (isPaged ? PAGER : 0);
  return {
    large: { x: 0, y: 0, width: area.width, height: Math.max(0, y - GAP) },
    others: { area: { x: 0, y, width: area.width, height: strip }, look: 'row' },
    capacity: fitting(area.width, tile),
    pager: isPaged ? { x: 0, y: y + strip, width: area.width, height: PAGER } : undefined,
  };
}

/** The parts of the stage for so many large tiles and so many others. */
export function stageFrame(area: Size, large: number, others: number): StageFrame {
  if (large === 0) return gridFrame(area, others);
  if (others === 0) return { large: boxOf(area), others: undefined, capacity: 1, pager: undefined };
  return stripFrame(area, others);
}

const movedBy = (boxes: readonly Box[], { x, y }: Box): readonly Box[] =>
  boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y }));

/** A strip's tiles, one after the other, in its middle. */
function stripBoxes(count: number, { area, look }: { area: Box; look: 'column' | 'row' }): readonly Box[] {
  const width = look === 'column' ? area.width : area.height * STRIP_ASPECT;
  const height = look === 'column' ? area.width / STRIP_ASPECT : area.height;
  const step = look === 'column' ? height + GAP : width + GAP;
  const used = count * step - GAP;
  const start = Math.max(0, ((look === 'column' ? area.height : area.width) - used) / 2);
  return Array.from({ length: count }, (_, index) =>
    look === 'column'
      ? { x: area.x, y: area.y + start + index * step, width, height }
      : { x: area.x + start + index * step, y: area.y, width, height },
  );
}

/** Where `count` of the others stand. */
export function otherBoxes({ others }: StageFrame, count: number): readonly Box[] {
  if (others === undefined) return [];
  const { area, look } = others;
  if (look === 'grid') return movedBy(gridLayout(count, area), area);
  return stripBoxes(count, { area, look });
}

/** Where `count` large ones stand. A screen alone takes all there is; a person keeps the shape of a picture. */
export function largeBoxes({ large }: StageFrame, count: number, whole: boolean): readonly Box[] {
  if (large === undefined || large.width <= 0 || large.height <= 0) return [];
  if (count === 1 && whole) return [large];
  return movedBy(gridLayout(count, large), large);
}
