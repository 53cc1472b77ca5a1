import type { Page } from '@playwright/test';

export type TileBox = {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** The tiles that are to be seen, by name, and where they are; undefined while one still moves. */
export function tileBoxes(page: Page): Promise<readonly TileBox[] | undefined> {
  return page.evaluate(() => {
    const tiles = [...document.querySelectorAll('main [role="group"][data-stream-id]')];
    const moves = tiles.some((tile) => (tile.closest('li')?.getAnimations() ?? []).length > 0);
    if (moves) return undefined;
    return tiles
      .filter((tile) => getComputedStyle(tile).visibility === 'visible' && tile.getClientRects().length > 0)
      .map((tile) => {
        const { x, y, width, height } = tile.getBoundingClientRect();
        return { name: tile.getAttribute('aria-label') ?? '', x, y, width, height };
      });
  });
}

/** Pairs of tiles that stand over one another. */
export function overlaps(boxes: readonly TileBox[]): readonly string[] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.x + 0.5 < other.x + other.width &&
          other.x + 0.5 < one.x + one.width &&
          one.y + 0.5 < other.y + other.height &&
          other.y + 0.5 < one.y + one.height,
      )
      .map((other) => `${one.name} and ${other.name}`),
  );
}
