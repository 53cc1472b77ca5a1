// @vitest-environment happy-dom
import { streamIdOf } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FakeMeetingClient, participantId } from '../../testing/FakeMeetingClient.ts';
import { TileVisibility } from './TileVisibility.ts';
import { ViewChoices } from './ViewChoices.ts';

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
  vi.spyOn(document, 'hidden', 'get').mockRestore();
  localStorage.clear();
  sessionStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watchTiles() {
  const client = new FakeMeetingClient();
  const choices = new ViewChoices('abc-defg-hij');
  const tiles = new TileVisibility(client, choices);
  const elements = { ada: document.createElement('video'), bob: document.createElement('video') };
  const observers = () => {
    const [intersections, sizes] = FakeObserver.all;
    return { intersections: intersections!, sizes: sizes! };
  };
  /** Bob’s picture is drawn at this size, and seen. */
  const draw = (element: HTMLVideoElement, width: number, height: number) => {
    observers().sizes.tell([{ target: element, contentRect: { width, height } }]);
    observers().intersections.tell([{ target: element, isIntersecting: true }]);
  };
  onTestFinished(() => tiles.close());
  return { client, choices, tiles, elements, observers, draw };
}

function hide(hidden: boolean) {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('UI-21: the view', () => {
  it('has each tile with its size in device pixels and whether it is in view, told once per frame', () => {
    const { client, tiles, elements, observers } = watchTiles();
    const setView = vi.spyOn(client, 'setView');
    tiles.watch(ada, elements.ada);
    tiles.watch(bob, elements.bob);
    observers().sizes.tell([
      { target: elements.ada, contentRect: { width: 320.2, height: 180 } },
      { target: elements.bob, contentRect: { width: 160, height: 90 } },
    ]);
    observers().intersections.tell([
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

  it('loses a tile that goes away, but not one that another element draws too', () => {
    const { client, tiles, elements, draw } = watchTiles();
    const unwatch = tiles.watch(ada, elements.ada);
    const unwatchSecond = tiles.watch(ada, elements.bob);
    draw(elements.bob, 16, 9);
    unwatch();
    vi.advanceTimersToNextFrame();
    expect(client.view).toHaveLength(1);
    unwatchSecond();
    vi.advanceTimersToNextFrame();
    expect(client.view).toEqual([]);
  });

  it('is watched no longer after the end', () => {
    const { client, tiles, elements, observers } = watchTiles();
    tiles.watch(ada, elements.ada);
    const { intersections, sizes } = observers();
    tiles.close();
    expect([intersections.elements.size, sizes.elements.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
    const setView = vi.spyOn(client, 'setView');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(setView).not.toHaveBeenCalled();
  });
});

describe('TILE-2: what is seen', () => {
  it('is nothing of a tab in the background, told without waiting for a frame, and all again afterwards', () => {
    const { client, tiles, elements, draw } = watchTiles();
    tiles.watch(ada, elements.ada);
    draw(elements.ada, 320, 180);
    vi.advanceTimersToNextFrame();
    hide(true);
    expect(client.view).toMatchObject([{ streamId: ada, visible: false }]);
    hide(false);
    expect(client.view).toMatchObject([{ streamId: ada, visible: true }]);
  });

  it('is a picture in its own window, at that window’s size, also while the tab is in the background', () => {
    const { client, tiles, elements, draw } = watchTiles();
    tiles.watch(ada, elements.ada);
    tiles.watch(bob, elements.bob);
    draw(elements.ada, 640, 360);
    draw(elements.bob, 640, 360);
    const pictureInPictureWindow = Object.assign(new EventTarget(), { width: 160, height: 90 });
    elements.ada.dispatchEvent(Object.assign(new Event('enterpictureinpicture'), { pictureInPictureWindow }));
    hide(true);
    expect(client.view).toMatchObject([
      { streamId: ada, width: 320, height: 180, visible: true },
      { streamId: bob, visible: false },
    ]);
    elements.ada.dispatchEvent(new Event('leavepictureinpicture'));
    expect(client.view).toMatchObject([
      { streamId: ada, width: 1280, visible: false },
      { streamId: bob, visible: false },
    ]);
  });

  it('TILE-4, QUALITY-1: carries pins, and what was chosen, as soon as it is', () => {
    const { client, choices, tiles, elements, draw } = watchTiles();
    tiles.watch(ada, elements.ada);
    draw(elements.ada, 320, 180);
    tiles.pin([ada]);
    choices.chooseForAll('low');
    vi.advanceTimersToNextFrame();
    expect(client.view).toMatchObject([{ pinned: true, quality: 'low', visible: true }]);
    choices.setAudioOnly(true);
    vi.advanceTimersToNextFrame();
    expect(client.view).toMatchObject([{ quality: 'off', visible: false }]);
  });
});
