// @vitest-environment happy-dom
import { streamIdOf } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeMeetingClient, participantId } from '../../testing/FakeMeetingClient.ts';
import { TileVisibility } from './TileVisibility.ts';

/** Stands in for both observers of the browser: the test says what they saw. */
class FakeObserver {
  static readonly all: FakeObserver[] = [];
  readonly elements = new Set<Element>();
  readonly tell: (entries: readonly object[]) => void;
  constructor(tell: (entries: readonly object[]) => void) {
    this.tell = tell;
    FakeObserver.all.push(this);
  }
  observe(element: Element) {
    this.elements.add(element);
  }
  unobserve(element: Element) {
    this.elements.delete(element);
  }
  disconnect() {
    this.elements.clear();
  }
}

const ada = streamIdOf(participantId(1), 'camera');
const bob = streamIdOf(participantId(2), 'camera');

beforeEach(() => {
  FakeObserver.all.length = 0;
  vi.stubGlobal('IntersectionObserver', FakeObserver);
  vi.stubGlobal('ResizeObserver', FakeObserver);
  vi.stubGlobal('devicePixelRatio', 2);
  vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watchTiles() {
  const client = new FakeMeetingClient();
  const tiles = new TileVisibility(client);
  const [intersections, sizes] = FakeObserver.all;
  const elements = { ada: document.createElement('video'), bob: document.createElement('video') };
  return { client, tiles, elements, intersections: intersections!, sizes: sizes! };
}

describe('UI-21: the view', () => {
  it('has each tile with its size in device pixels and whether it is in view, told once per frame', () => {
    const { client, tiles, elements, intersections, sizes } = watchTiles();
    const setView = vi.spyOn(client, 'setView');
    tiles.watch(ada, elements.ada);
    tiles.watch(bob, elements.bob);
    sizes.tell([
      { target: elements.ada, contentRect: { width: 320.2, height: 180 } },
      { target: elements.bob, contentRect: { width: 160, height: 90 } },
    ]);
    intersections.tell([
      { target: elements.ada, isIntersecting: true },
      { target: elements.bob, isIntersecting: false },
    ]);
    vi.advanceTimersToNextFrame();
    expect(setView).toHaveBeenCalledTimes(1);
    expect(client.view).toEqual([
      { streamId: ada, width: 640, height: 360, visible: true, pinned: false, quality: 'auto' },
      { streamId: bob, width: 320, height: 180, visible: false, pinned: false, quality: 'auto' },
    ]);
  });

  it('loses a tile that goes away, but not one that another element draws already', () => {
    const { client, tiles, elements, sizes } = watchTiles();
    const unwatch = tiles.watch(ada, elements.ada);
    const unwatchSecond = tiles.watch(ada, elements.bob);
    sizes.tell([{ target: elements.bob, contentRect: { width: 10, height: 10 } }]);
    unwatch();
    vi.advanceTimersToNextFrame();
    expect(client.view).toHaveLength(1);
    unwatchSecond();
    vi.advanceTimersToNextFrame();
    expect(client.view).toEqual([]);
  });

  it('is watched no longer after the end', () => {
    const { tiles, elements, intersections, sizes } = watchTiles();
    tiles.watch(ada, elements.ada);
    tiles.close();
    expect([intersections.elements.size, sizes.elements.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
  });
});
