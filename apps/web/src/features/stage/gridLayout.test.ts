import { describe, expect, it } from 'vitest';
import { type Box, gridCapacity, gridLayout } from './gridLayout.ts';

const areas = [
  ['desktop', 1416, 780],
  ['desktop beside a panel', 1040, 780],
  ['ultra-wide', 2400, 700],
  ['small window', 640, 480],
  ['tablet upright', 788, 960],
  ['phone upright', 370, 660],
  ['phone lying', 780, 250],
] as const;
const counts = Array.from({ length: 49 }, (_, i) => i + 1);

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

describe.each(areas)('UI-7: tiles in a %s area', (_name, width, height) => {
  it.each(counts)('%i tiles stand inside it, equal, and none over another', (count) => {
    const boxes = gridLayout(count, { width, height });
    expect(boxes).toHaveLength(count);
    for (const [i, box] of boxes.entries()) {
      expect(box.x).toBeGreaterThanOrEqual(-0.01);
      expect(box.y).toBeGreaterThanOrEqual(-0.01);
      expect(box.x + box.width).toBeLessThanOrEqual(width + 0.01);
      expect(box.y + box.height).toBeLessThanOrEqual(height + 0.01);
      expect(box.width).toBeCloseTo(boxes[0]!.width);
      const aspect = box.width / box.height;
      expect(aspect).toBeLessThanOrEqual(16 / 9 + 0.001);
      const narrowest = height <= width ? 4 / 3 : count === 1 ? 9 / 20 : 2 / 3;
      expect(aspect).toBeGreaterThanOrEqual(narrowest - 0.001);
      for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
    }
  });

  it('a page has no more tiles than can be seen, and never none', () => {
    const capacity = gridCapacity({ width, height });
    expect(capacity).toBeGreaterThanOrEqual(1);
    expect(capacity).toBeLessThanOrEqual(49);
    expect(gridLayout(capacity, { width, height })[0]!.width).toBeGreaterThanOrEqual(148);
  });
});

describe('UI-7: the grid', () => {
  it.each([
    [1, 1600, 900, 1],
    [2, 1600, 700, 2],
    [3, 1600, 900, 2],
    [4, 1600, 900, 2],
    [9, 1600, 900, 3],
    [25, 1600, 900, 5],
    [2, 370, 660, 1],
    [4, 370, 660, 2],
  ])('puts %i tiles in %i×%i into %i columns', (...[count, width, height, columns]) => {
    const boxes = gridLayout(count, { width, height });
    expect(boxes.filter((box) => box.y === boxes[0]!.y)).toHaveLength(columns);
  });

  it('fills the area in one direction with a single tile', () => {
    expect(gridLayout(1, { width: 1600, height: 900 })).toEqual([{ x: 0, y: 0, width: 1600, height: 900 }]);
  });

  it('fills a phone with one person alone', () => {
    expect(gridLayout(1, { width: 370, height: 760 })).toEqual([{ x: 0, y: 0, width: 370, height: 760 }]);
  });

  it('centres a last row that is not full', () => {
    const boxes = gridLayout(3, { width: 1600, height: 900 });
    expect(boxes[2]!.x + boxes[2]!.width / 2).toBeCloseTo(800);
  });

  it('shows 49 at once on a desktop, and on a phone as many as can be seen', () => {
    expect(gridCapacity({ width: 1416, height: 780 })).toBe(49);
    expect(gridCapacity({ width: 370, height: 660 })).toBeLessThan(20);
    expect(gridCapacity({ width: 100, height: 60 })).toBe(1);
  });

  it('draws nothing where there is no room or nobody', () => {
    expect(gridLayout(0, { width: 100, height: 100 })).toEqual([]);
    expect(gridLayout(3, { width: 0, height: 100 })).toEqual([]);
  });
});
