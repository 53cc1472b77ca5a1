import { assertNever, type ViewTile } from '@convene/protocol';

/** Height in pixels of the highest layer that clients send; each one below has half of it (004-49). */
const TOP_LAYER_HEIGHT = 720;
/** A layer that is this much smaller than the tile still looks sharp enough to save the next one. */
const TOLERANCE = 0.9;

/** The spatial layer that a tile needs, of a stream with `spatialLayers` of them. */
export function preferredSpatialLayer(
  tile: Pick<ViewTile, 'height' | 'quality'>,
  spatialLayers: number,
): number {
  const top = Math.max(0, spatialLayers - 1);
  switch (tile.quality) {
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
      for (let layer = 0; layer < top; layer += 1) {
        if (TOP_LAYER_HEIGHT / 2 ** (top - layer) >= tile.height * TOLERANCE) return layer;
      }
      return top;
    }
    default: {
      return assertNever(tile.quality);
    }
  }
}
