import type { ProducerId, RoomEventOf, StreamInfo } from '@convene/protocol';
import type { types } from 'mediasoup';

/** Nobody wants the stream. */
export const NOT_WANTED = -1;
/** All layers that it has: what is wanted is not known yet, or there is nothing to choose from. */
export const WANTED_WHOLE = 7;

/**
 * What one or more people want of a camera, as one number: the highest layer, less a half where somebody sees it among many and the
 * lowest layer may cost less for that (DESIGN §5). So more is always more bits, and that is what comes at once.
 */
const AMONG_MANY = -0.5;

export const wishOf = ({ spatialLayer, amongMany = false }: WishOnWire): number =>
  amongMany && spatialLayer > NOT_WANTED ? spatialLayer + AMONG_MANY : spatialLayer;

const layerOf = (wish: number): number => Math.floor(wish - AMONG_MANY);
const isAmongMany = (wish: number): boolean => !Number.isInteger(wish);

/** What all of them want together; -1: nobody wants any. */
export function highestWanted(wishes: Iterable<number>): number {
  const all = [...wishes];
  return wishOf({
    spatialLayer: Math.max(NOT_WANTED, ...all.map(layerOf)),
    amongMany: all.some(isAmongMany),
  });
}

/** Of a producer that has no layer above `top`. */
export const wishUpTo = (wish: number, top: number): number =>
  wishOf({ spatialLayer: Math.min(layerOf(wish), top), amongMany: isAmongMany(wish) });

/**
 * Whether a stream is lowered by demand: cameras alone. A screen is looked at by everybody who is there, and its text must be
 * sharp at once when somebody comes back to it.
 */
export const followsDemand = ({ source }: Pick<StreamInfo, 'source'>): boolean => source === 'camera';

/**
 * The highest layer that a producer can be told to leave out; undefined: none. The layers of SVC are in one encoding, of
 * which a browser leaves out none.
 */
export function topLayerOf({ type, rtpParameters }: types.Producer): number | undefined {
  const layers = rtpParameters.encodings?.length ?? 0;
  return type === 'simulcast' && layers > 1 ? layers - 1 : undefined;
}

/** A wish as it is told: whole layers, and whether somebody sees it among many. */
export type WishOnWire = { readonly spatialLayer: number; readonly amongMany?: boolean | undefined };

export const wishOnWire = (wish: number): { spatialLayer: number; amongMany?: true } =>
  isAmongMany(wish) ? { spatialLayer: layerOf(wish), amongMany: true } : { spatialLayer: wish };

export const demandChanged = (producerId: ProducerId, wanted: number): RoomEventOf<'demandChanged'> => ({
  type: 'demandChanged',
  producerId,
  ...wishOnWire(wanted),
});
