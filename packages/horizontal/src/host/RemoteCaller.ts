import type { types } from 'mediasoup';
import type { MediasoupConnection } from '../MediasoupConnection.ts';

/** Another server: it may have pipes to routers on which both have people, and no more (DESIGN §5). */
export type PeerCaller = {
  readonly grant: 'peer';
  /** Who it is: a session is gone on with by the one who began it alone. */
  readonly key: string;
  /** A router that is the caller's business. @throws an error whose message says why it is not */
  readonly requireRouter: (routerId: string) => types.Router | Promise<types.Router>;
  /** How this side of a pipe is to be; the caller has no say in it. */
  readonly pipeTransportOptions: (router: types.Router) => types.PipeTransportOptions;
  /** What a peer that consumes a producer is told of it (000-35). */
  readonly appDataOf?: (producerId: string) => types.AppData | undefined;
};

/** Somebody who may do everything that mediasoup can do. */
export type ControlCaller = {
  readonly grant: 'control';
  readonly key: string;
  /** What is controlled: the mediasoup of this process. */
  readonly instance: MediasoupConnection;
  /** Where pipes from other hosts arrive. */
  readonly pipeListenInfo?: types.TransportListenInfo | undefined;
};

export type RemoteCaller = PeerCaller | ControlCaller;
