import type { Quality, StreamId, ViewTile } from '@convene/protocol';

type Size = { readonly width: number; readonly height: number };

/** One element that draws a stream, as the page sees it. */
export type DrawnTile = {
  readonly streamId: StreamId;
  /** The element in CSS pixels, and how many device pixels each of them has. */
  readonly element: Size;
  readonly pixelRatio: number;
  /** `cover`: the picture fills the element and is cut off, `contain`: all of it is seen. */
  readonly fit: 'cover' | 'contain';
  /** Of the picture, as far as it is known: its shape counts, not how many pixels came. */
  readonly picture: Size | undefined;
  /** Any of it is within the part of its window that is seen: not scrolled away, not on another page of the grid. */
  readonly inView: boolean;
  /** `floating`: a picture-in-picture window, which is seen whatever becomes of the page. */
  readonly window: 'page' | 'floating';
};

/** What the person chose to receive. */
export type ChosenView = {
  /** Of all cameras that have no choice of their own. */
  readonly all: Quality;
  readonly tiles: ReadonlyMap<StreamId, Quality>;
  /** No pictures at all. */
  readonly audioOnly: boolean;
};

export type ViewInput = {
  readonly drawn: Iterable<DrawnTile>;
  readonly choices: ChosenView;
  readonly pinned: ReadonlySet<StreamId>;
  /** The tab is in front. */
  readonly pageVisible: boolean;
};

export const NO_CHOICES: ChosenView = { all: 'auto', tiles: new Map(), audioOnly: false };

/** Until a picture's own shape is known. */
const USUAL_SHAPE: Size = { width: 16, height: 9 };
const MOST_PIXELS = 16_384;

export const isCamera = (streamId: StreamId): boolean => streamId.endsWith(':camera');

/** The quality in which a stream is asked for: its tile's own, else that of all. A screen's text is nobody's to blur unasked. */
export function chosenQuality(streamId: StreamId, { all, tiles, audioOnly }: ChosenView): Quality {
  if (audioOnly) return 'off';
  return tiles.get(streamId) ?? (isCamera(streamId) ? all : 'auto');
}

/** Why a stream is not shown by choice; undefined: it is. */
export function choiceAgainst(streamId: StreamId, choices: ChosenView): 'audioOnly' | 'off' | undefined {
  if (choices.audioOnly) return 'audioOnly';
  return chosenQuality(streamId, choices) === 'off' ? 'off' : undefined;
}

/** The picture as it is drawn, in device pixels, whatever of it is cut off. Nonsense counts as nothing drawn. */
export function drawnPicture({ element, pixelRatio, fit, picture }: DrawnTile): Size {
  const shape = isSize(picture) ? picture : USUAL_SHAPE;
  const byWidth = element.width / shape.width;
  const byHeight = element.height / shape.height;
  const scale = (fit === 'cover' ? Math.max(byWidth, byHeight) : Math.min(byWidth, byHeight)) * pixelRatio;
  return isSize(element)
    ? { width: toPixels(shape.width * scale), height: toPixels(shape.height * scale) }
    : { width: 0, height: 0 };
}

/**
 * What the client asks of the server (DESIGN §5): each stream that is drawn anywhere, once, by the largest of its elements that
 * can be seen. Of a tab in the background nothing can, but what floats above it.
 */
export function viewOf({ drawn, choices, pinned, pageVisible }: ViewInput): ViewTile[] {
  const tiles = new Map<StreamId, ViewTile>();
  for (const tile of drawn) {
    const { streamId, inView, window } = tile;
    const quality = chosenQuality(streamId, choices);
    const size = drawnPicture(tile);
    const seen = window === 'floating' || (inView && pageVisible);
    const visible = seen && size.width > 0 && quality !== 'off';
    const next: ViewTile = { streamId, ...size, visible, pinned: pinned.has(streamId), quality };
    const other = tiles.get(streamId);
    if (other === undefined || isNearer(next, other)) tiles.set(streamId, next);
  }
  return [...tiles.values()];
}

function isNearer(one: ViewTile, other: ViewTile): boolean {
  if (one.visible !== other.visible) return one.visible;
  return one.width * one.height > other.width * other.height;
}

const isSize = (size: Size | undefined): size is Size =>
  size !== undefined && [size.width, size.height].every((side) => Number.isFinite(side) && side > 0);

const toPixels = (pixels: number): number =>
  Number.isFinite(pixels) ? Math.min(MOST_PIXELS, Math.max(0, Math.round(pixels))) : 0;
