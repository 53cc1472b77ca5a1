import { type StreamId, streamIdOf } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { participantId } from '../../testing/FakeMeetingClient.ts';
import type { TilePlace } from './arrange.ts';
import { gridLayout, type Box } from './gridLayout.ts';
import { inReadingOrder, neighbour } from './tileOrder.ts';

const idOf = (index: number): StreamId => streamIdOf(participantId(index), 'camera');
const placed = (boxes: readonly Box[]) =>
  new Map<StreamId, TilePlace>(boxes.map((box, index) => [idOf(index), { box, inView: true }]));
const indexOf = (tile: StreamId | undefined) =>
  [0, 1, 2, 3, 4, 5, 6, 7].find((index) => idOf(index) === tile);

describe('STAGE-14: the order in which the keyboard goes over tiles', () => {
  it('is the one on the screen, whoever came first', () => {
    const boxes = gridLayout(5, { width: 1000, height: 600 });
    const mounted = [3, 0, 4, 1, 2];
    const tiles = new Map(mounted.map((index) => [idOf(index), { box: boxes[index]!, inView: true }]));
    expect(inReadingOrder(tiles).map(({ tile }) => indexOf(tile))).toEqual([0, 1, 2, 3, 4]);
  });

  it('begins with what is large, and leaves out other pages', () => {
    const tiles = new Map<StreamId, TilePlace>([
      [idOf(1), { box: { x: 800, y: 0, width: 200, height: 112 }, inView: true }],
      [idOf(2), { box: { x: 1800, y: 0, width: 200, height: 112 }, inView: false }],
      [idOf(0), { box: { x: 0, y: 60, width: 790, height: 444 }, inView: true }],
    ]);
    expect(inReadingOrder(tiles).map(({ tile }) => indexOf(tile))).toEqual([0, 1]);
  });

  // Five stand as three above and two, in the middle, below.
  it.each([
    [0, 'right', 1],
    [1, 'right', 2],
    [2, 'right', undefined],
    [2, 'left', 1],
    [0, 'up', undefined],
    [0, 'down', 3],
    [2, 'down', 4],
    [3, 'right', 4],
    [4, 'down', undefined],
  ] as const)('from tile %i %s is tile %s', (from, to, next) => {
    const tiles = inReadingOrder(placed(gridLayout(5, { width: 1000, height: 600 })));
    expect(indexOf(neighbour(tiles, idOf(from), to))).toBe(next);
  });

  it('comes from any tile to any other', () => {
    for (const count of [1, 2, 7, 25, 49]) {
      const tiles = inReadingOrder(placed(gridLayout(count, { width: 1400, height: 800 })));
      const reached = new Set([idOf(0)]);
      for (const tile of reached)
        for (const to of ['left', 'right', 'up', 'down'] as const) {
          const next = neighbour(tiles, tile, to);
          if (next !== undefined) reached.add(next);
        }
      expect(reached.size, `of ${count}`).toBe(count);
    }
  });
});
