import type { StreamInfo } from '@convene/protocol';
import type { types } from 'mediasoup';

/** Nobody wants the stream. */
export const NOT_WANTED = -1;
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
