import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';

/** Where a router is, and how other hosts reach pipes to it. */
export type PipeSide = {
  /** Another one for each process. */
  readonly host: string;
  readonly listenInfo: types.TransportListenInfo;
};

/** A router of ours tells it under this key; one without is of this process. */
export const PIPE_SIDE = Symbol('pipe side');

export const THIS_PROCESS: string = randomUUID();
export const LOOPBACK: types.TransportListenInfo = { protocol: 'udp', ip: '127.0.0.1' };

export function pipeSideOf(router: types.Router): PipeSide {
  const side: unknown = Reflect.get(router, PIPE_SIDE);
  // Only this package has the key.
  return side === undefined ? { host: THIS_PROCESS, listenInfo: LOOPBACK } : (side as PipeSide);
}
