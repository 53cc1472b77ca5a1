import { ParticipantId, type Quality, streamIdOf } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { TileView } from './TileView.ts';

const camera = (n: number) =>
  streamIdOf(ParticipantId.parse(`00000000-0000-4000-8000-00000000000${n}`), 'camera');
const tile = (n: number, visible: boolean, quality: Quality = 'auto') => ({
  streamId: camera(n),
  width: 320,
  height: 180,
  visible,
  pinned: false,
  quality,
});

describe('TileView', () => {
  it('VIEW-1: before the client has said anything all is visible', () => {
    expect(new TileView().isVisible(camera(1))).toBe(true);
  });

  it('VIEW-2: the view of join hides only what it names', () => {
    const view = new TileView();
    view.begin({ tiles: [tile(1, false)] });
    expect([1, 2].map((n) => view.isVisible(camera(n)))).toEqual([false, true]);
  });

  it('VIEW-3: a later view hides what it leaves out, but not who comes after it', () => {
    const view = new TileView();
    view.replace({ tiles: [tile(1, true)] }, [camera(1), camera(2)]);
    expect([1, 2, 3].map((n) => view.isVisible(camera(n)))).toEqual([true, false, true]);
  });

  it('VIEW-4: quality "off" is not visible', () => {
    const view = new TileView();
    view.replace({ tiles: [tile(1, true, 'off')] }, [camera(1)]);
    expect(view.isVisible(camera(1))).toBe(false);
  });
});
