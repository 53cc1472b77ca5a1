import type { Box, Size } from './gridLayout.ts';

export const CORNERS = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'] as const;
export type Corner = (typeof CORNERS)[number];

const MARGIN = 12;
const LYING = 16 / 9;
/** On an upright screen, as its own camera takes it. */
const UPRIGHT = 3 / 4;

/** Where the person's own picture floats over the stage: small, in a corner, above the page buttons. */
export function floatingBox(area: Size, corner: Corner, below: number): Box {
  const isUpright = area.height > area.width;
  const wanted = area.width * (isUpright ? 0.28 : 0.18);
  const width = Math.round(Math.min(240, Math.max(isUpright ? 90 : 112, wanted), area.width - 2 * MARGIN));
  const height = Math.round(width / (isUpright ? UPRIGHT : LYING));
  const isLeft = corner === 'topLeft' || corner === 'bottomLeft';
  const isTop = corner === 'topLeft' || corner === 'topRight';
  return {
    x: isLeft ? MARGIN : area.width - width - MARGIN,
    y: isTop ? MARGIN : area.height - height - MARGIN - below,
    width,
    height,
  };
}

/** The corner to which something belongs that was let go there. */
export function nearestCorner(area: Size, { x, y, width, height }: Box): Corner {
  const isLeft = x + width / 2 < area.width / 2;
  const isTop = y + height / 2 < area.height / 2;
  if (isTop) return isLeft ? 'topLeft' : 'topRight';
  return isLeft ? 'bottomLeft' : 'bottomRight';
}
