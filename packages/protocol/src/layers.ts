import { assertNever } from './assertNever.ts';
import type { Quality, ViewTile } from './room.ts';

/** The shorter side of a camera's lowest layer; each one above it has twice that: 180, 360, 720 (004-49). */
const LOWEST_LINES = 180;
/** A layer that is this much smaller than the picture still looks sharp enough to save the next one. */
const TOLERANCE = 0.9;

/** The shorter side of a camera's layer, in pixels, as its name on a screen. */
export const layerLines = (spatialLayer: number): number => LOWEST_LINES * 2 ** spatialLayer;

/** What decides which layer a tile needs: the picture as it is drawn, in device pixels, and what the person chose. */
export type DrawnPicture = Pick<ViewTile, 'width' | 'height'> & { readonly quality: Quality };

/**
 * The spatial layer that a tile needs, of a stream with `spatialLayers` of them, low to high (004-53). The client shows it as the
 * wanted one, the server forwards it where it can: both by this rule. Sides are compared by the shorter one, so that a camera
 * held upright is no other than one held across.
 */
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
