import { assertNever } from './assertNever.ts';
import type { Quality, ViewTile } from './room.ts';

/** The shorter side of a camera's lowest layer; each one above it has twice that: 180, 360, 720 (004-49). */
const LOWEST_LINES = 180;
/** A layer that is this much smaller than the picture still looks sharp enough to save the next one. */
const TOLERANCE = 0.9;
/** More pictures in view than these are many (DESIGN §5). */
export const FEW_PICTURES = 9;
/** Of more than these, also on a screen with many pixels, each gets the lowest layer: 25 are 2 Mbit/s, 49 are 4 (DESIGN §9). */
const SOME_PICTURES = 16;
/** Of three temporal layers: half the frames. */
const TEMPORAL_LAYER_AMONG_MANY = 1;

/** The shorter side of a camera's layer, in pixels, as its name on a screen. */
export const layerLines = (spatialLayer: number): number => LOWEST_LINES * 2 ** spatialLayer;

/** What decides which layer a tile needs: the picture as it is drawn, in device pixels, and what the person chose. */
export type DrawnPicture = Pick<ViewTile, 'width' | 'height'> & { readonly quality: Quality };

/** What one viewer sees at once of what is not paused: how many pictures, and how much they cover together, in device pixels. */
export type Crowd = { readonly pictures: number; readonly area: number };

/** Of a stream; what has no temporal layers has one of them. */
export type LayerCounts = { readonly spatialLayers: number; readonly temporalLayers: number };

export type WantedLayers = {
  readonly spatialLayer: number;
  readonly temporalLayer: number;
  /** It is the lowest layer, and one of many small pictures: it may cost less. */
  readonly amongMany: boolean;
};

/** `undefined`: a picture whose size is not known (yet). */
export function crowdOf(pictures: Iterable<Pick<ViewTile, 'width' | 'height'> | undefined>): Crowd {
  const sizes = [...pictures];
  return { pictures: sizes.length, area: sizes.reduce((area, size) => area + areaOf(size), 0) };
}

/**
 * The layers that a tile needs, of a stream with so many (004-53). The client shows them as the wanted ones, the server forwards
 * them where it can: both by this rule. Small pictures among many get half the frames, and of a crowd the lowest layer
 * however many pixels they have. What is larger than its share (a speaker, an enlarged or pinned tile), and what a person
 * chose, is not one of the many.
 */
export function wantedLayers(
  picture: DrawnPicture & { readonly pinned?: boolean },
  crowd: Crowd,
  { spatialLayers, temporalLayers }: LayerCounts,
): WantedLayers {
  const bySize = wantedSpatialLayer(picture, spatialLayers);
  const most = Math.max(0, temporalLayers - 1);
  if (!isOneOfMany(picture, crowd)) return { spatialLayer: bySize, temporalLayer: most, amongMany: false };
  const spatialLayer = crowd.pictures > SOME_PICTURES ? 0 : bySize;
  return {
    spatialLayer,
    temporalLayer: Math.min(TEMPORAL_LAYER_AMONG_MANY, most),
    amongMany: spatialLayer === 0,
  };
}

/** Sides are compared by the shorter one, so that a camera held upright is no other than one held across. */
export function wantedSpatialLayer({ width, height, quality }: DrawnPicture, spatialLayers: number): number {
  const top = Math.max(0, spatialLayers - 1);
  switch (quality) {
    case 'high': {
      return top;
    }
    case 'medium': {
      return Math.max(0, top - 1);
    }
    case 'low':
    case 'off': {
      return 0;
    }
    case 'auto': {
      const needed = Math.min(width, height) * TOLERANCE;
      for (let layer = 0; layer < top; layer += 1) if (layerLines(layer) >= needed) return layer;
      return top;
    }
    default: {
      return assertNever(quality);
    }
  }
}

function isOneOfMany(picture: DrawnPicture & { readonly pinned?: boolean }, crowd: Crowd): boolean {
  if (crowd.pictures <= FEW_PICTURES || picture.pinned === true) return false;
  if (picture.quality === 'high' || picture.quality === 'medium') return false;
  return areaOf(picture) * FEW_PICTURES <= crowd.area;
}

const areaOf = (size: Pick<ViewTile, 'width' | 'height'> | undefined): number =>
  size === undefined ? 0 : size.width * size.height;
