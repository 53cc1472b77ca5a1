import { describe, expect, it } from 'vitest';
import { CORNERS, floatingBox, nearestCorner } from './floatingBox.ts';

describe('STAGE-7: oneself, floating', () => {
  const areas = [
    { width: 1416, height: 780 },
    { width: 370, height: 660 },
    { width: 780, height: 250 },
  ];
  it.each(areas.flatMap((area) => CORNERS.map((corner) => [area, corner] as const)))(
    'in %o stands %s, inside, above the page buttons, and belongs there',
    (area, corner) => {
      const box = floatingBox(area, corner, 36);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(area.width);
      expect(box.y + box.height).toBeLessThanOrEqual(area.height - (corner.startsWith('bottom') ? 36 : 0));
      expect(nearestCorner(area, box)).toBe(corner);
    },
  );
});
