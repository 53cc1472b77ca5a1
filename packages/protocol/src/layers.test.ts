import { describe, expect, it } from 'vitest';
import { crowdOf, type WantedLayers, wantedLayers, wantedSpatialLayer } from './layers.ts';
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

const CAMERA = { spatialLayers: 3, temporalLayers: 3 };
const size = (height: number) => ({ width: (height * 16) / 9, height });

describe('wantedLayers', () => {
  const many = (spatialLayer: number): WantedLayers => ({
    spatialLayer,
    temporalLayer: 1,
    amongMany: spatialLayer === 0,
  });
  const few = (spatialLayer: number): WantedLayers => ({ spatialLayer, temporalLayer: 2, amongMany: false });
  it.each<[string, number, number, WantedLayers]>([
    ['one', 1, 1080, few(2)],
    ['nine on a usual screen', 9, 315, few(1)],
    ['nine thumbnails', 9, 90, few(0)],
    ['ten thumbnails', 10, 90, many(0)],
    ['sixteen on a usual screen', 16, 252, many(1)],
    ['sixteen on one with many pixels', 16, 504, many(2)],
    ['seventeen on one with many pixels', 17, 430, many(0)],
    ['24 on a usual screen', 24, 200, many(0)],
    ['24 on one with many pixels', 24, 400, many(0)],
    ['48 on one with many pixels', 48, 300, many(0)],
    ['48 of which no size is known', 48, 0, many(0)],
  ])(
    'VIEW-6: of %s, each the same (%i, with %i lines), each asks for %j (DESIGN §9)',
    (...[, count, lines, wanted]) => {
      const crowd = crowdOf(Array.from({ length: count }, () => size(lines)));
      expect(wantedLayers({ ...size(lines), quality: 'auto' }, crowd, CAMERA)).toEqual(wanted);
    },
  );

  it('VIEW-6: a speaker, a pinned tile, an enlarged one and a chosen quality are not of the many', () => {
    const small = size(120);
    const crowd = crowdOf([size(720), ...Array.from({ length: 23 }, () => small)]);
    expect(wantedLayers({ ...size(720), quality: 'auto' }, crowd, CAMERA)).toEqual(few(2));
    expect(wantedLayers({ ...small, quality: 'auto' }, crowd, CAMERA)).toEqual(many(0));
    expect(wantedLayers({ ...small, quality: 'auto', pinned: true }, crowd, CAMERA)).toEqual(few(0));
    expect(wantedLayers({ ...small, quality: 'high' }, crowd, CAMERA)).toEqual(few(2));
    expect(wantedLayers({ ...small, quality: 'medium' }, crowd, CAMERA)).toEqual(few(1));
    expect(wantedLayers({ ...small, quality: 'low' }, crowd, CAMERA)).toEqual(many(0));
  });

  it('VIEW-6: what has no temporal layers, or two, is asked for what it has', () => {
    const crowd = crowdOf(Array.from({ length: 48 }, () => size(120)));
    for (const [temporalLayers, temporalLayer] of [
      [0, 0],
      [1, 0],
      [2, 1],
    ] as const) {
      const wanted = wantedLayers({ ...size(120), quality: 'auto' }, crowd, {
        spatialLayers: 2,
        temporalLayers,
      });
      expect(wanted).toEqual({ spatialLayer: 0, temporalLayer, amongMany: true });
    }
  });

  it('VIEW-6: a view of very many tiles is a crowd as any other', () => {
    const crowd = crowdOf(Array.from({ length: 1_000_000 }, () => size(0)));
    expect(wantedLayers({ ...size(0), quality: 'auto' }, crowd, CAMERA)).toEqual(many(0));
  });
});
