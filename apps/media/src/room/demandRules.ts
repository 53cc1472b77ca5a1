import type { ProducerId, RoomEventOf, StreamInfo } from '@convene/protocol';
import type { types } from 'mediasoup';

/** Nobody wants the stream. */
export const NOT_WANTED = -1;
/**
 * The lowest layer, by people alone who have many tiles in view: it may be sent with less (DESIGN §5). It stands between nobody's
 * wish and somebody's who sees few.
 */
export const WANTED_AMONG_MANY = -0.5;
/** More tiles than these are many. */
export const MANY_TILES = 9;
/** All layers that it has: what is wanted is not known yet, or there is nothing to choose from. */
export const WANTED_WHOLE = 7;

/** The highest layer that anybody wants (DESIGN §5); -1: nobody wants any. */
export function highestWanted(wants: Iterable<number>): number {
  return Math.max(NOT_WANTED, ...wants);
}

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

/** A wish as it is told: whole layers, and whether many tiles are all that it is for. */
export const wishOnWire = (wanted: number): { spatialLayer: number; amongMany?: true } =>
  wanted === WANTED_AMONG_MANY ? { spatialLayer: 0, amongMany: true } : { spatialLayer: wanted };

export const wishFromWire = (wish: {
  readonly spatialLayer: number;
  readonly amongMany?: boolean | undefined;
}): number => (wish.amongMany === true && wish.spatialLayer === 0 ? WANTED_AMONG_MANY : wish.spatialLayer);

export const demandChanged = (producerId: ProducerId, wanted: number): RoomEventOf<'demandChanged'> => ({
  type: 'demandChanged',
  producerId,
  ...wishOnWire(wanted),
});
