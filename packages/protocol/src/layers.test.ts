import { describe, expect, it } from 'vitest';
import { wantedSpatialLayer } from './layers.ts';
import type { Quality } from './room.ts';

describe('wantedSpatialLayer', () => {
  it.each<[string, number, number, number, number]>([
    ['a thumbnail', 160, 90, 3, 0],
    ['the lowest layer itself', 320, 180, 3, 0],
    ['a tenth more', 355, 200, 3, 0],
    ['more than that', 357, 201, 3, 1],
    ['the layer in the middle', 640, 360, 3, 1],
    ['more than that', 713, 401, 3, 2],
    ['a large screen', 3840, 2160, 3, 2],
    ['a small camera, which has two', 320, 180, 2, 0],
    ['the same, drawn larger', 640, 360, 2, 1],
    ['the same, on a large screen', 1920, 1080, 2, 1],
    ['one that has one', 1280, 720, 1, 0],
    ['one of which nothing is known', 1280, 720, 0, 0],
    ['a camera held upright', 360, 640, 3, 1],
    ['the same, small', 180, 320, 3, 0],
    ['the same, large', 720, 1280, 3, 2],
    ['nothing drawn', 0, 0, 3, 0],
  ])('VIEW-5: %s: %i × %i of %i layers is layer %i (004-53)', (...[, width, height, layers, layer]) => {
    expect(wantedSpatialLayer({ width, height, quality: 'auto' }, layers)).toBe(layer);
  });

  it.each<[Quality, number, number]>([
    ['high', 3, 2],
    ['high', 2, 1],
    ['high', 1, 0],
    ['medium', 3, 1],
    ['medium', 2, 0],
    ['medium', 1, 0],
    ['low', 3, 0],
    ['off', 3, 0],
  ])('VIEW-5: %s of %i layers is layer %i, whatever its size (004-53)', (quality, layers, layer) => {
    for (const height of [90, 2160]) {
      expect(wantedSpatialLayer({ width: height * 2, height, quality }, layers)).toBe(layer);
    }
  });
});
