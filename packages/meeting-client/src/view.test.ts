import { ParticipantId, type Quality, streamIdOf, View } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import {
  chosenQuality,
  choiceAgainst,
  drawnPicture,
  type DrawnTile,
  NO_CHOICES,
  type ChosenView,
  viewOf,
} from './view.ts';

const person = (n: number) => ParticipantId.parse(`00000000-0000-4000-8000-00000000000${n}`);
const ada = streamIdOf(person(1), 'camera');
const bob = streamIdOf(person(2), 'camera');
const screen = streamIdOf(person(2), 'screen');

const drawn = (tile: Partial<DrawnTile> = {}): DrawnTile => ({
  streamId: ada,
  element: { width: 320, height: 180 },
  pixelRatio: 1,
  fit: 'cover',
  picture: { width: 320, height: 180 },
  inView: true,
  window: 'page',
  ...tile,
});
const NOBODY = new Set<never>();
const look = (tiles: readonly DrawnTile[], more: Partial<Parameters<typeof viewOf>[0]> = {}) =>
  viewOf({ drawn: tiles, choices: NO_CHOICES, pinned: NOBODY, pageVisible: true, ...more });

describe('drawnPicture', () => {
  const size = (width: number, height: number) => ({ width, height });
  it.each<[string, Partial<DrawnTile>, readonly [number, number]]>([
    ['of its own shape', {}, [320, 180]],
    ['on a fine screen', { pixelRatio: 2 }, [640, 360]],
    ['on a phone’s', { pixelRatio: 2.625 }, [840, 473]],
    ['whose size is not a whole number', { element: size(320.4, 180.2) }, [320, 180]],
    ['filling a square, cut off at its sides', { element: size(180, 180) }, [320, 180]],
    ['whole in a square', { element: size(320, 320), fit: 'contain' }, [320, 180]],
    ['upright, filling a wide tile', { picture: size(360, 640) }, [320, 569]],
    ['upright, whole in a wide tile', { picture: size(360, 640), fit: 'contain' }, [101, 180]],
    ['of 4:3, filling a wide tile', { picture: size(640, 480) }, [320, 240]],
    ['of which nothing is known', { element: size(180, 180), picture: undefined }, [320, 180]],
    ['of which nothing has come yet', { element: size(180, 180), picture: size(0, 0) }, [320, 180]],
    ['of which a smaller layer came', { picture: size(160, 90) }, [320, 180]],
    ['in an element without a size', { element: size(0, 180) }, [0, 0]],
    ['of no number', { element: size(Number.NaN, 180) }, [0, 0]],
    ['of a negative size', { element: size(-320, -180) }, [0, 0]],
    ['on a screen of no pixels', { pixelRatio: Number.NaN }, [0, 0]],
    ['larger than any screen', { element: size(100_000, 56_250) }, [16_384, 16_384]],
  ])('TILE-1: a picture %s is measured as it is drawn', (_, tile, [width, height]) => {
    expect(drawnPicture(drawn(tile))).toEqual({ width, height });
  });
});

describe('viewOf: what is seen', () => {
  it.each<[string, Partial<DrawnTile>, boolean, boolean]>([
    ['in view', {}, true, true],
    ['scrolled away, or on another page', { inView: false }, true, false],
    ['of a tab in the background', {}, false, false],
    ['in a window of its own', { window: 'floating' }, true, true],
    ['in a window of its own, above another tab', { window: 'floating', inView: false }, false, true],
    ['without a size', { element: { width: 0, height: 0 } }, true, false],
  ])('TILE-2: a tile %s: visible %s', (...[, tile, pageVisible, visible]) => {
    expect(look([drawn(tile)], { pageVisible })).toMatchObject([{ visible }]);
  });

  it('TILE-3: what is drawn twice is asked for once, as the largest that is seen', () => {
    const small = drawn({ element: { width: 160, height: 90 } });
    const large = drawn({ element: { width: 640, height: 360 } });
    for (const tiles of [
      [small, large],
      [large, small],
    ]) {
      expect(look(tiles)).toMatchObject([{ width: 640, visible: true }]);
    }
    expect(look([{ ...large, inView: false }, small])).toMatchObject([{ width: 160, visible: true }]);
    const floating = { ...small, window: 'floating' as const };
    expect(look([large, floating], { pageVisible: false })).toMatchObject([{ width: 160, visible: true }]);
  });

  it('TILE-4: a pin goes with its stream', () => {
    const tiles = look([drawn(), drawn({ streamId: bob })], { pinned: new Set([bob]) });
    expect(tiles.map(({ pinned }) => pinned)).toEqual([false, true]);
  });

  it('TILE-5: whatever is drawn, the protocol takes it', () => {
    const numbers = [Number.NaN, -1, 0, 0.3, 320, 1e9, Infinity];
    for (const width of numbers) {
      for (const height of numbers) {
        for (const pixelRatio of numbers) {
          const tiles = look([drawn({ element: { width, height }, pixelRatio, picture: { width, height } })]);
          expect(View.safeParse({ tiles }).success).toBe(true);
        }
      }
    }
  });
});

describe('viewOf: what was chosen', () => {
  it.each<[string, Quality, Quality | undefined, Quality]>([
    ['nothing', 'auto', undefined, 'auto'],
    ['for all', 'low', undefined, 'low'],
    ['for the tile', 'auto', 'high', 'high'],
    ['for both', 'low', 'high', 'high'],
    ['for all, and none for the tile', 'medium', 'auto', 'auto'],
    ['none but this', 'off', 'low', 'low'],
    ['all but this', 'high', 'off', 'off'],
  ])('QUALITY-1: %s: %s for all and %s for the tile is %s', (...[, all, own, quality]) => {
    const choices = { ...NO_CHOICES, all, tiles: new Map(own && [[ada, own]]) };
    expect(chosenQuality(ada, choices)).toBe(quality);
    const visible = quality !== 'off';
    expect(look([drawn()], { choices })).toMatchObject([{ quality, visible }]);
    expect(choiceAgainst(ada, choices)).toBe(visible ? undefined : 'off');
  });

  it('QUALITY-2: a choice for all says nothing of screens, one of their own does', () => {
    expect(chosenQuality(screen, { ...NO_CHOICES, all: 'off' })).toBe('auto');
    expect(chosenQuality(screen, { ...NO_CHOICES, tiles: new Map([[screen, 'off']]) })).toBe('off');
  });

  it('QUALITY-3: audio only asks for no picture, whatever else was chosen, nor one that floats', () => {
    const choices: ChosenView = { all: 'high', tiles: new Map([[screen, 'high']]), audioOnly: true };
    const tiles = look([drawn({ window: 'floating' }), drawn({ streamId: screen })], { choices });
    expect(tiles).toMatchObject([
      { visible: false, quality: 'off' },
      { visible: false, quality: 'off' },
    ]);
    expect(choiceAgainst(screen, choices)).toBe('audioOnly');
  });
});
