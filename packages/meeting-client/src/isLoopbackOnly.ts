import type { IceCandidate } from '@convene/protocol';

/** Whether a server can be reached from its own machine only, by what it offers for media. */
export const isLoopbackOnly = (candidates: readonly Pick<IceCandidate, 'address'>[]): boolean =>
  candidates.length > 0 && candidates.every(({ address }) => address === '::1' || address.startsWith('127.'));
